import { type PointerEvent, useEffect, useRef } from 'react';
import type { Analysis } from './analysis.js';
import type { Palette } from './draw-timeline.js';
import { peakBetween } from './peaks.js';
import { type Playback, useFrames } from './playback.js';
import { moved, type View } from './time-axis.js';

const COLUMNS = 600;
const HEIGHT = 32;

interface OverviewProps {
  analysis: Analysis;
  playback: Playback;
  view: View;
  palette: Palette | undefined;
  onView(view: View): void;
}

/** The whole sound in a strip, with the part that is in sight; for the mouse, as the keys move through all of it. */
export function Overview({ analysis, playback, view, palette, onView }: OverviewProps) {
  const { durationS } = playback;
  const canvas = useRef<HTMLCanvasElement>(null);
  const head = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const pen = canvas.current?.getContext('2d');
    if (!pen || !palette) return;
    const { pcm, peaks } = analysis.sound;
    const gain = (HEIGHT - 4) / 2 / Math.max(0.05, peaks.loudest);
    const perColumn = pcm.length / COLUMNS;
    pen.clearRect(0, 0, COLUMNS, HEIGHT);
    pen.fillStyle = palette.wave;
    for (let x = 0; x < COLUMNS; x++) {
      const [low, high] = peakBetween(pcm, peaks, x * perColumn, (x + 1) * perColumn);
      pen.fillRect(x, HEIGHT / 2 - high * gain - 0.5, 0.8, (high - low) * gain + 1);
    }
  }, [analysis, palette]);
  useFrames(() => {
    if (head.current) head.current.style.left = percent(playback.positionS() / durationS);
  });
  const point = (event: PointerEvent<HTMLDivElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const middleS = ((event.clientX - left) / width) * durationS;
    onView(moved(view, middleS - view.spanS / 2, durationS));
  };
  return (
    <div
      className="lipsync-overview"
      aria-hidden
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        point(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) point(event);
      }}
    >
      <canvas ref={canvas} width={COLUMNS} height={HEIGHT} />
      <div
        className="lipsync-window"
        style={{ left: percent(view.fromS / durationS), width: percent(view.spanS / durationS) }}
      />
      <div ref={head} className="lipsync-overview-head" />
    </div>
  );
}

const percent = (share: number): string => `${(share * 100).toFixed(3)}%`;
