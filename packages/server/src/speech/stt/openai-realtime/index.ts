import type { RecognitionRequest, SpeechRecognizer, Utterance } from '../port.js';
import { RealtimeConnection, type RealtimeOptions, type RealtimeTimeouts } from './connection.js';
import { type ConnectionLender, RealtimeUtterance } from './utterance.js';

const TIMEOUTS: RealtimeTimeouts = { openMs: 5000, answerMs: 15_000 };
/** Connections that wait for the next utterance. */
const MOST_IDLE = 4;
/** The vendor ends sessions after half an hour to an hour. */
const OLDEST_MS = 25 * 60_000;
/** One that nobody has used for so long is not kept. */
const IDLE_MS = 5 * 60_000;

/**
 * Speech to text over OpenAI's realtime protocol (WebSocket): sound is there when the utterance ends, so that only
 * the text has to be waited for. Connections are kept open and replaced when they break.
 */
export class OpenAiRealtime implements SpeechRecognizer {
  readonly name = 'openai_realtime';
  private readonly timeouts: RealtimeTimeouts;
  private readonly idle = new Map<RealtimeConnection, NodeJS.Timeout>();
  private readonly lent = new Set<RealtimeConnection>();
  private closed = false;

  constructor(private readonly options: RealtimeOptions) {
    this.timeouts = { ...TIMEOUTS, ...options.timeouts };
  }

  listen(request: RecognitionRequest, onInterim?: (text: string) => void): Utterance {
    const lender: ConnectionLender = {
      borrow: () => this.borrow(),
      giveBack: (connection, reusable) => {
        this.lent.delete(connection);
        connection.onEvent = null;
        connection.onFault = null;
        if (reusable) this.keep(connection);
        else connection.close();
      },
    };
    return new RealtimeUtterance(lender, request, this.timeouts.answerMs, onInterim);
  }

  warmUp(): void {
    this.dropOld();
    if (this.idle.size === 0 && !this.closed) this.keep(this.connect());
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const connection of this.lent) connection.close();
    for (const connection of [...this.idle.keys()]) this.drop(connection);
  }

  private borrow(): RealtimeConnection {
    this.dropOld();
    const [kept] = this.idle.keys();
    if (kept) {
      clearTimeout(this.idle.get(kept));
      this.idle.delete(kept);
    }
    const connection = kept ?? this.connect();
    this.lent.add(connection);
    return connection;
  }

  private connect(): RealtimeConnection {
    return new RealtimeConnection(this.options, this.timeouts.openMs);
  }

  private keep(connection: RealtimeConnection): void {
    if (this.closed || !connection.usable || this.idle.size >= MOST_IDLE) {
      connection.close();
      return;
    }
    const timer = setTimeout(() => this.drop(connection), IDLE_MS);
    this.idle.set(connection, timer.unref());
  }

  private drop(connection: RealtimeConnection): void {
    clearTimeout(this.idle.get(connection));
    this.idle.delete(connection);
    connection.close();
  }

  private dropOld(): void {
    for (const connection of [...this.idle.keys()]) {
      if (!connection.usable || performance.now() - connection.madeAtMs > OLDEST_MS) this.drop(connection);
    }
  }
}
