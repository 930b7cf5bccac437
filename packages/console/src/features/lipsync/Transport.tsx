import { Maximize2, Pause, Play, ZoomIn, ZoomOut } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/Button.js';
import { Segmented } from '../../ui/Segmented.js';
import { type Playback, useFrames, usePlaying } from './playback.js';
import { timeLabel } from './time-axis.js';

const SPEEDS = [
  { value: 0.25, label: '¼' },
  { value: 0.5, label: '½' },
  { value: 1, label: '1×' },
];
const ZOOM = 1.6;

interface TransportProps {
  playback: Playback;
  onToggle(): void;
  onZoom(factor: number): void;
  onWhole(): void;
  /** Nothing is out of sight. */
  whole: boolean;
}

/** Play, where it is, how fast, how near. */
export function Transport({ playback, onToggle, onZoom, onWhole, whole }: TransportProps) {
  const playing = usePlaying(playback);
  const [speed, setSpeed] = useState(1);
  const play = useRef<HTMLButtonElement>(null);
  const position = useRef<HTMLSpanElement>(null);
  useEffect(() => playback.setSpeed(speed), [playback, speed]);
  useFrames(() => {
    const label = timeLabel(playback.positionS(), 2);
    if (position.current && position.current.textContent !== label) position.current.textContent = label;
  });
  // What was chosen has gone with its button: the keyboard goes on here.
  useEffect(() => play.current?.focus({ preventScroll: true }), []);

  return (
    <div className="lipsync-transport">
      <button
        ref={play}
        type="button"
        className="button primary lipsync-play"
        data-testid="lipsync-play"
        onClick={onToggle}
      >
        {playing ? <Pause size={19} fill="currentColor" /> : <Play size={19} fill="currentColor" />}
        {playing ? 'Pause' : 'Play'}
      </button>
      <span className="lipsync-clock figures-text">
        <strong ref={position} data-testid="lipsync-position">
          0:00.00
        </strong>{' '}
        / {timeLabel(playback.durationS, 2)}
      </span>
      <Segmented label="Speed" value={speed} options={SPEEDS} onChange={(chosen) => setSpeed(chosen)} />
      <span className="lipsync-zoom">
        <Button
          look="quiet"
          icon={<ZoomOut size={18} />}
          aria-label="Show more of the time axis"
          title="Show more (−)"
          disabled={whole}
          onClick={() => onZoom(ZOOM)}
        />
        <Button
          look="quiet"
          icon={<ZoomIn size={18} />}
          aria-label="Show it nearer"
          title="Nearer (+)"
          onClick={() => onZoom(1 / ZOOM)}
        />
        <Button
          look="quiet"
          icon={<Maximize2 size={17} />}
          aria-label="Show the whole sound"
          title="The whole sound"
          disabled={whole}
          onClick={onWhole}
        />
      </span>
    </div>
  );
}
