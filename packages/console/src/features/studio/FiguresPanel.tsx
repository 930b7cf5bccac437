import { useState } from 'react';
import type { Figures } from '../../live/stats.js';
import { useLiveSession } from '../../live/useLiveSession.js';
import { Sparkline } from '../../ui/Sparkline.js';
import { streamNote } from './stream-words.js';
import { Turns } from './Turns.js';

/** A line is drawn as if it had at least so many seconds, so that the first ones do not fill it. */
const MIN_SLOTS = 20;
const NONE = '–';
const whole = (value: number | undefined) =>
  value === undefined ? NONE : Math.round(value).toLocaleString();

interface Tile {
  label: string;
  title: string;
  unit: string;
  value(figures: Figures): number | undefined;
}

const TILES: Tile[] = [
  { label: 'Frames', title: 'Decoded pictures a second', unit: 'fps', value: (f) => f.fps },
  { label: 'Bitrate', title: 'Picture and sound together', unit: 'kb/s', value: (f) => f.bitrateKbps },
  { label: 'Round trip', title: 'To the server and back', unit: 'ms', value: (f) => f.rttMs },
  {
    label: 'Buffer',
    title: 'How long pictures wait in the jitter buffer',
    unit: 'ms',
    value: (f) => f.jitterBufferMs,
  },
];

/** How the stream is doing, second by second. On a small screen one line that opens. */
export function FiguresPanel() {
  const { state } = useLiveSession();
  const [open, setOpen] = useState(() => matchMedia('(min-width: 901px)').matches);
  const { phase, session, figures, history, replyMs, firstPictureMs } = state;
  const picture = figures.width ? `${figures.width}×${figures.height} ${figures.codec ?? ''}` : undefined;
  const stream = session && streamNote(session);
  return (
    <details className="figures" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className="label">{phase === 'ended' ? 'Last figures' : 'Live figures'}</span>
        <span className="hint figures-text">
          {open
            ? [stream, picture].filter(Boolean).join(' · ')
            : `${whole(figures.fps)} fps · ${whole(figures.bitrateKbps)} kb/s · ${whole(figures.rttMs)} ms`}
        </span>
      </summary>
      <dl className="figure-tiles">
        {TILES.map(({ label, title, unit, value }) => (
          <div key={label} className="tile" title={title}>
            <dt>{label}</dt>
            <dd>
              <b>{whole(value(figures))}</b> {unit}
            </dd>
            <Sparkline values={history.map(value)} slots={Math.max(MIN_SLOTS, history.length)} />
          </div>
        ))}
        <div className="tile">
          <dt>Reply</dt>
          <dd title="From sending your last text to hearing the presenter begin">
            <b>{whole(replyMs)}</b> ms
          </dd>
          <dd className="hint">
            First picture {firstPictureMs === undefined ? NONE : `${(firstPictureMs / 1000).toFixed(1)} s`}
          </dd>
        </div>
        <div className="tile">
          <dt>Lost</dt>
          <dd title="Packets that never arrived">
            <b>{whole(figures.packetsLost)}</b> packets
          </dd>
          <dd className="hint">
            {figures.freezes === undefined
              ? 'Freezes –'
              : `${figures.freezes} ${figures.freezes === 1 ? 'freeze' : 'freezes'}`}
          </dd>
        </div>
      </dl>
      <Turns />
    </details>
  );
}
