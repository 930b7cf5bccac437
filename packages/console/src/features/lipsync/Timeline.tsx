import { type KeyboardEvent, type PointerEvent, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Analysis } from './analysis.js';
import { drawTimeline, lanesFor } from './draw-timeline.js';
import { positionAfter } from './keys.js';
import { Overview } from './Overview.js';
import { type Playback, useFrames } from './playback.js';
import { segmentAt } from './segments.js';
import { following, moved, secondsAt, timeLabel, type View, xAt, zoomed } from './time-axis.js';
import { usePalette } from './usePalette.js';

const KEY_ZOOM = 1.6;

interface TimelineProps {
  analysis: Analysis;
  playback: Playback;
  view: View;
  onView(view: View): void;
  onToggle(): void;
  onZoom(factor: number): void;
}

/** Sound, segments, weights, jaw and rounding over one time axis; a slider for what is heard. */
export function Timeline({ analysis, playback, view, onView, onToggle, onZoom }: TimelineProps) {
  const { durationS } = playback;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const slider = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const palette = usePalette(frame);
  const lanes = lanesFor(width);
  const plotWidth = Math.max(1, width - lanes.gutter);

  useEffect(() => {
    const pen = canvas.current?.getContext('2d');
    if (!pen || !palette || width === 0) return;
    const sized = lanesFor(width);
    pen.canvas.width = Math.round(width * devicePixelRatio);
    pen.canvas.height = Math.round(sized.height * devicePixelRatio);
    pen.scale(devicePixelRatio, devicePixelRatio);
    drawTimeline(pen, { width, lanes: sized }, analysis, view, palette);
  }, [analysis, view, width, palette]);

  useFrames(() => {
    const atS = playback.positionS();
    const x = xAt(view, atS, plotWidth);
    if (head.current) {
      head.current.style.translate = `${x.toFixed(1)}px 0`;
      head.current.hidden = x < -1 || x > plotWidth + 1;
    }
    if (playback.playing) {
      const next = following(view, atS, durationS);
      if (next !== view) onView(next);
    } else {
      tell(atS);
    }
  });

  /** For screen readers; not while it plays, or they would never stop. */
  const tell = (atS: number) => {
    const said = segmentAt(analysis.segments, atS)?.viseme ?? 'sil';
    const text = `${timeLabel(atS, 2)}, ${said}`;
    if (slider.current?.ariaValueText === text) return;
    slider.current?.setAttribute('aria-valuenow', atS.toFixed(2));
    slider.current?.setAttribute('aria-valuetext', text);
  };

  const point = (event: PointerEvent<HTMLDivElement>) => {
    const { left } = event.currentTarget.getBoundingClientRect();
    const x = Math.max(0, Math.min(event.clientX - left, plotWidth));
    playback.seek(secondsAt(view, x, plotWidth));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const atS = positionAfter(event.key, event.shiftKey, playback.positionS(), analysis.segments, durationS);
    if (atS !== undefined) {
      playback.seek(atS);
      onView(following(view, atS, durationS));
    } else if (event.key === ' ') onToggle();
    else if (event.key === '+' || event.key === '=') onZoom(1 / KEY_ZOOM);
    else if (event.key === '-') onZoom(KEY_ZOOM);
    else return;
    event.preventDefault();
  };
  useWheel(slider, (event) => {
    if (event.ctrlKey || event.metaKey) {
      const { left } = event.target.getBoundingClientRect();
      const aroundS = secondsAt(view, event.clientX - left, plotWidth);
      onView(zoomed(view, Math.exp(event.deltaY / 200), aroundS, durationS));
      return true;
    }
    const sideways = event.shiftKey ? event.deltaY : event.deltaX;
    if (sideways === 0) return false;
    onView(moved(view, view.fromS + (sideways / plotWidth) * view.spanS, durationS));
    return true;
  });

  return (
    <div className="lipsync-timeline">
      <div ref={frame} className="lipsync-lanes">
        <canvas ref={canvas} style={{ height: lanes.height }} aria-hidden />
        <div
          ref={slider}
          className="lipsync-slider"
          style={{ left: lanes.gutter }}
          role="slider"
          tabIndex={0}
          aria-label="Moment of the sound"
          aria-valuemin={0}
          aria-valuemax={Number(durationS.toFixed(2))}
          aria-valuenow={0}
          onKeyDown={onKeyDown}
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            point(event);
          }}
          onPointerMove={(event) => {
            if (event.currentTarget.hasPointerCapture(event.pointerId)) point(event);
          }}
        >
          <div ref={head} className="lipsync-head" />
        </div>
      </div>
      {view.spanS < durationS && (
        <Overview analysis={analysis} playback={playback} view={view} palette={palette} onView={onView} />
      )}
    </div>
  );
}

function useWidth(element: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

/** React listens for wheels passively, and could not keep the page from scrolling. `onWheel` says whether it took it. */
function useWheel(
  element: React.RefObject<HTMLElement | null>,
  onWheel: (event: WheelEvent & { target: Element }) => boolean,
): void {
  const take = useEffectEvent(onWheel);
  useEffect(() => {
    const listen = (event: WheelEvent) => {
      if (take(event as WheelEvent & { target: Element })) event.preventDefault();
    };
    const listening = element.current;
    listening?.addEventListener('wheel', listen, { passive: false });
    return () => listening?.removeEventListener('wheel', listen);
  }, [element]);
}
