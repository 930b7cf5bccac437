import { Download } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { Button } from '../../ui/Button.js';
import { bytes } from '../../ui/bytes.js';
import { save } from '../../ui/save.js';
import { useToast } from '../../ui/toast.js';
import type { Analysis } from './analysis.js';
import { Face } from './Face.js';
import { type Playback, usePlayback } from './playback.js';
import { curvesCsv, segmentsCsv, segmentsJson } from './segments.js';
import { Timeline } from './Timeline.js';
import { Transport } from './Transport.js';
import { firstView, timeLabel, type View, zoomed } from './time-axis.js';
import { VisemeKeys } from './VisemeKeys.js';

/** Face, visemes and time axis of one sound, on its clock. */
export function Workbench({ analysis }: { analysis: Analysis }) {
  const playback = usePlayback(analysis.sound);
  return playback ? <Bench analysis={analysis} playback={playback} /> : null;
}

function Bench({ analysis, playback }: { analysis: Analysis; playback: Playback }) {
  const { name, tookS } = analysis;
  const { durationS } = analysis.sound;
  const [view, setView] = useState<View>(() => firstView(durationS, innerWidth));
  const toast = useToast();
  const toggle = () => {
    if (playback.playing) return playback.pause();
    playback.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'AbortError') return;
      toast({ title: 'No sound', text: 'The browser did not let this page play. Press play once more.' });
    });
  };
  const zoom = (factor: number) => {
    const positionS = playback.positionS();
    const inSight = positionS >= view.fromS && positionS <= view.fromS + view.spanS;
    setView(zoomed(view, factor, inSight ? positionS : view.fromS + view.spanS / 2, durationS));
  };
  useSpace(toggle);

  return (
    <>
      <section className="lipsync-top" aria-label="Face and visemes">
        <Face analysis={analysis} playback={playback} />
        <div className="panel lipsync-side">
          <header>
            <div>
              <h2>{name}</h2>
              <p className="hint figures-text">
                {timeLabel(durationS, 1)}, heard in {tookS.toFixed(2)} s
              </p>
            </div>
            <Downloads analysis={analysis} />
          </header>
          <VisemeKeys analysis={analysis} playback={playback} />
        </div>
      </section>
      <section className="panel lipsync-time" aria-label="Time axis">
        <Transport
          playback={playback}
          onToggle={toggle}
          onZoom={zoom}
          onWhole={() => setView({ fromS: 0, spanS: durationS })}
          whole={view.spanS >= durationS}
        />
        <Timeline
          analysis={analysis}
          playback={playback}
          view={view}
          onView={setView}
          onToggle={toggle}
          onZoom={zoom}
        />
        <p className="hint lipsync-help">
          <kbd>Space</kbd> play · <kbd>←</kbd> <kbd>→</kbd> a step, with <kbd>Shift</kbd> a second ·{' '}
          <kbd>Page ↑</kbd> <kbd>Page ↓</kbd> a viseme · <kbd>+</kbd> <kbd>−</kbd> zoom
        </p>
      </section>
    </>
  );
}

function Downloads({ analysis }: { analysis: Analysis }) {
  const { name, segments, track } = analysis;
  const stem = name.replace(/\.\w{1,5}$/, '');
  return (
    <div className="lipsync-downloads">
      <Button
        size="small"
        icon={<Download size={15} />}
        title="[{start, end, viseme}] in seconds"
        onClick={() => save(`${stem}.visemes.json`, 'application/json', segmentsJson(segments))}
      >
        JSON
      </Button>
      <Button
        size="small"
        icon={<Download size={15} />}
        title="start, end and viseme, in seconds"
        onClick={() => save(`${stem}.visemes.csv`, 'text/csv', segmentsCsv(segments))}
      >
        CSV
      </Button>
      <Button
        size="small"
        icon={<Download size={15} />}
        title={`Every weight, jaw and rounding 100 times a second, as CSV: about ${bytes(track.length * 110)}`}
        onClick={() => save(`${stem}.curves.csv`, 'text/csv', curvesCsv(track))}
      >
        Curves
      </Button>
    </div>
  );
}

/** The space bar plays and pauses, wherever it does nothing else. */
function useSpace(onToggle: () => void): void {
  const toggle = useEffectEvent(onToggle);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== ' ' || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey)
        return;
      const { target } = event;
      if (target instanceof Element && target.closest('a, button, input, select, textarea, dialog')) return;
      event.preventDefault();
      toggle();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
