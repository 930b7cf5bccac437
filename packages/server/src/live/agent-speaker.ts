import type { Performer } from '../performer/index.js';
import type { AgentSpeech, PlaybackReport } from '../transports/port.js';
import { AgentSegment } from './agent-segment.js';
import { BotMessage } from './protocol/bot-message.js';
import type { Outbox } from './protocol/outbox.js';

/** Sound of an agent that may wait to be said, over all segments: some 30 MB at 48 kHz. */
export const MAX_WAITING_S = 300;

export interface AgentSpeakerOptions {
  performer: Pick<Performer, 'say' | 'interrupt'>;
  outbox: Outbox;
  /** Tells the agent. */
  report(report: PlaybackReport): void;
  onWarning(message: string): void;
}

/**
 * Says what an agent streams in, segment after segment in the order they came. Clients are told of the sound, the
 * agent of the end of each of its segments.
 */
export class AgentSpeaker {
  private readonly waiting: AgentSegment[] = [];
  private current: AgentSegment | null = null;
  private waitingS = 0;
  private closed = false;

  constructor(private readonly options: AgentSpeakerOptions) {}

  add(speech: AgentSpeech): void {
    const segment = new AgentSegment(speech, {
      admit: (seconds) => {
        if (this.waitingS + seconds > MAX_WAITING_S) return false;
        this.waitingS += seconds;
        return true;
      },
      release: (seconds) => {
        this.waitingS -= seconds;
      },
      onWarning: this.options.onWarning,
    });
    if (this.closed) {
      segment.drop();
      return;
    }
    this.waiting.push(segment);
    this.next();
  }

  /** Ends the speech and forgets what was sent until now. */
  interrupt(): void {
    const waiting = this.waiting.splice(0);
    if (this.current) {
      this.current.drop();
      this.options.performer.interrupt();
    }
    for (const segment of waiting) {
      segment.drop();
      this.options.report({ state: 'finished', positionS: 0, interrupted: true });
    }
  }

  close(): void {
    this.closed = true;
    this.interrupt();
  }

  private next(): void {
    if (this.current) return;
    const segment = this.waiting.shift();
    if (segment) this.say(segment);
  }

  private say(segment: AgentSegment): void {
    const { performer, outbox, report } = this.options;
    this.current = segment;
    const message = new BotMessage(outbox);
    performer.say(segment.chunks(), {
      onStart: () => {
        message.soundStarts();
        report({ state: 'started' });
      },
      onText: () => {},
      onEnd: ({ playedS, interrupted }) => {
        this.current = null;
        message.soundEnds();
        report({ state: 'finished', positionS: playedS, interrupted });
        this.next();
      },
    });
  }
}
