import { Ear, Mic, MicOff } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { MicState } from '../../live/microphone.js';
import { useLiveSession } from '../../live/useLiveSession.js';
import { Button } from '../../ui/Button.js';
import { useMicrophone } from './useMicrophone.js';

const READ_EVERY_MS = 80;
/** Speech is louder than this, a quiet room is not. */
const HEARD_LEVEL = 0.12;
/** Words have pauses. */
const HEARD_HOLD_MS = 700;

const PROBLEM_WORDS: Record<NonNullable<MicState['problem']>['kind'], string> = {
  insecure: 'No HTTPS',
  refused: 'No permission',
  missing: 'No microphone',
  failed: 'No microphone',
};

/** The microphone's switch, which says in words what it is doing. */
export function MicButton() {
  const { state } = useLiveSession();
  const { deaf, toggle } = useMicrophone();
  const { mic, phase } = state;
  const on = mic.status === 'on';
  const meter = useRef<HTMLElement>(null);
  const ear = useEar(on, meter);
  const words = deaf ? 'No recogniser' : wordsOf(mic, ear);
  return (
    <Button
      data-testid="mic"
      className="mic"
      on={on}
      data-state={on ? ear : (mic.problem?.kind ?? mic.status)}
      aria-pressed={on}
      aria-label={`Microphone: ${on ? 'on' : words.toLowerCase()}`}
      aria-expanded={deaf ? mic.deaf === true : undefined}
      aria-keyshortcuts="m"
      title={deaf ? 'Why the microphone is off (M)' : on ? 'Mute the microphone (M)' : 'Microphone on (M)'}
      disabled={phase !== 'live' || mic.status === 'starting'}
      icon={
        <span className="mic-icon">
          <i ref={meter} aria-hidden />
          {on && ear === 'heard' ? <Ear size={18} /> : on ? <Mic size={18} /> : <MicOff size={18} />}
        </span>
      }
      onClick={toggle}
    >
      <span className="mic-words">{words}</span>
    </Button>
  );
}

type EarState = 'listening' | 'heard' | 'silenced';

/** Follows the level of the open microphone: many times a second by itself, and in words when those change. */
function useEar(on: boolean, meter: { current: HTMLElement | null }): EarState {
  const { live } = useLiveSession();
  const [ear, setEar] = useState<EarState>('listening');
  useEffect(() => {
    if (!on) return;
    let heardAtMs = Number.NEGATIVE_INFINITY;
    const timer = setInterval(() => {
      const { level, silenced } = live.readMicrophone() ?? { level: 0, silenced: false };
      meter.current?.style.setProperty('--level', Math.min(1, level * 2.5).toFixed(2));
      if (level > HEARD_LEVEL) heardAtMs = performance.now();
      const heard = performance.now() - heardAtMs < HEARD_HOLD_MS;
      setEar(silenced ? 'silenced' : heard ? 'heard' : 'listening');
    }, READ_EVERY_MS);
    return () => {
      clearInterval(timer);
      meter.current?.style.removeProperty('--level');
      setEar('listening');
    };
  }, [on, live, meter]);
  return ear;
}

function wordsOf({ status, problem }: MicState, ear: EarState): string {
  if (problem) return PROBLEM_WORDS[problem.kind];
  if (status === 'starting') return 'One moment';
  if (status === 'muted') return 'Muted';
  if (status === 'off') return 'Microphone';
  if (ear === 'silenced') return 'Silenced';
  return ear === 'heard' ? 'Hearing you' : 'Listening';
}
