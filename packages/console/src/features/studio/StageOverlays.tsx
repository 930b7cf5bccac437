import { Maximize, Minimize, Volume2 } from 'lucide-react';
import { type RefObject, useEffect, useState } from 'react';
import { useLiveSession } from '../../live/useLiveSession.js';
import { Button } from '../../ui/Button.js';
import { clock } from '../../ui/time.js';
import { useNow } from '../../ui/useNow.js';

/** Who is on stage, and whether they are being heard. */
export function SpeakingBadge({ name }: { name: string }) {
  const { state } = useLiveSession();
  const speaking = state.transcript.speakingId !== undefined;
  return (
    <span className="stage-pill" data-testid="speaking" data-speaking={speaking}>
      {speaking ? (
        <span className="voice-bars" aria-hidden>
          <i />
          <i />
          <i />
          <i />
        </span>
      ) : (
        <span className="live-dot" aria-hidden />
      )}
      {name}
      <span className="visually-hidden">{speaking ? ' is speaking' : ' is live'}</span>
    </span>
  );
}

/** Below this the time left is shown as urgent. */
const LAST_SECONDS = 30;

export function TimeLeft() {
  const { state } = useLiveSession();
  const now = useNow(true);
  const { startedAtMs, durationS } = state;
  if (startedAtMs === undefined || !durationS) return null;
  const leftMs = Math.max(0, startedAtMs + durationS * 1000 - now);
  const share = leftMs / (durationS * 1000);
  return (
    <span
      className="stage-pill time-left"
      role="timer"
      aria-label="Time left"
      data-urgent={leftMs < LAST_SECONDS * 1000}
      title="Time left until the session ends by itself"
    >
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden>
        <circle
          cx="8"
          cy="8"
          r="6.5"
          fill="none"
          stroke="currentColor"
          strokeOpacity="0.3"
          strokeWidth="2.4"
        />
        <circle
          cx="8"
          cy="8"
          r="6.5"
          fill="none"
          stroke="currentColor"
          strokeWidth="2.4"
          pathLength="1"
          strokeDasharray={`${share} 1`}
          transform="rotate(-90 8 8)"
        />
      </svg>
      <time>{clock(leftMs)}</time>
    </span>
  );
}

const WAIT_WORDS: Record<string, { title: string; text: string }> = {
  creating: { title: 'Starting', text: 'Asking the server for a session.' },
  queued: {
    title: 'Waiting for a free place',
    text: 'Every place is taken. Yours starts as soon as one is free.',
  },
  joining: { title: 'Joining', text: 'The presenter is in the room.' },
  live: { title: 'Almost there', text: 'Waiting for the first picture.' },
  ending: { title: 'Ending', text: 'The presenter is leaving the room.' },
  reconnecting: {
    title: 'Reconnecting',
    text: 'The connection was interrupted. This usually takes a few seconds.',
  },
};

/** What is being waited for, with a way out of it. */
export function WaitCard() {
  const { live, state } = useLiveSession();
  const { phase, reconnecting } = state;
  const words = WAIT_WORDS[reconnecting ? 'reconnecting' : phase];
  if (!words) return null;
  return (
    <div className="wait-pill" role="status">
      <span className="spinner" />
      <div>
        <strong>{words.title}</strong>
        <p>{words.text}</p>
      </div>
      {(phase === 'creating' || phase === 'queued' || phase === 'joining') && (
        <Button size="small" onClick={() => live.cancel()}>
          Cancel
        </Button>
      )}
    </div>
  );
}

/** The browser plays no sound before a press. */
export function TapForSound() {
  const { live } = useLiveSession();
  return (
    <button
      type="button"
      className="tap-for-sound"
      data-testid="tap-for-sound"
      onClick={() => live.startSound()}
    >
      <span>
        <Volume2 size={26} aria-hidden />
        Tap for sound
      </span>
    </button>
  );
}

export function FullscreenButton({ target }: { target: RefObject<HTMLElement | null> }) {
  const [full, setFull] = useState(false);
  useEffect(() => {
    const follow = () => setFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', follow);
    return () => document.removeEventListener('fullscreenchange', follow);
  }, []);
  if (!document.fullscreenEnabled) return null;
  const toggle = () => (full ? document.exitFullscreen() : target.current?.requestFullscreen());
  return (
    <Button
      className="stage-fullscreen"
      icon={full ? <Minimize size={18} /> : <Maximize size={18} />}
      aria-label={full ? 'Leave full screen' : 'Full screen'}
      title={full ? 'Leave full screen' : 'Full screen'}
      onClick={toggle}
    />
  );
}
