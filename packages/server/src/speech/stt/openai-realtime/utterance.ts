import type { ProviderError } from '../../provider-error.js';
import { quoted } from '../../vendor/refusal.js';
import { loudSeconds, SHORTEST_SPEECH_S, withoutInventions } from '../heard-speech.js';
import type { Recognition, RecognitionRequest, Utterance } from '../port.js';
import { Recording } from '../recording.js';
import { shortLanguage } from '../short-language.js';
import { type RealtimeConnection, realtimeError, type ServerEvent } from './connection.js';
import { resampledFrom } from './resampled.js';

export interface ConnectionLender {
  borrow(): RealtimeConnection;
  /** @param reusable false where an answer may still come that is nobody's */
  giveBack(connection: RealtimeConnection, reusable: boolean): void;
}

type Outcome = { text: string } | { error: ProviderError };

const TRANSCRIPTION = 'conversation.item.input_audio_transcription.';

/**
 * One utterance over a realtime connection: its sound goes out while it is said. When the connection breaks, all of
 * it is sent once more over a new one.
 */
export class RealtimeUtterance implements Utterance {
  private readonly recording = new Recording();
  private connection: RealtimeConnection | null = null;
  /** Of the sound at 24 kHz, samples that this connection has. */
  private sent = 0;
  private ready = false;
  private attempts = 0;
  private ended = false;
  private over = false;
  private itemId: string | null = null;
  private interim = '';
  private settle: ((outcome: Outcome) => void) | null = null;
  private early: ProviderError | null = null;

  constructor(
    private readonly lender: ConnectionLender,
    private readonly request: RecognitionRequest,
    private readonly answerMs: number,
    private readonly onInterim?: (text: string) => void,
  ) {
    this.connect();
  }

  push(pcm: Int16Array): void {
    if (this.ended || this.over) return;
    this.recording.push(pcm);
    this.sendOn();
  }

  async finish(): Promise<Recognition> {
    this.ended = true;
    const loudS = loudSeconds(this.recording.sound);
    if (this.over || loudS < SHORTEST_SPEECH_S) {
      this.cancel();
      return { text: '' };
    }
    const timer = setTimeout(() => {
      this.end({ error: realtimeError('unreachable', `no text within ${this.answerMs / 1000} s`) });
    }, this.answerMs);
    try {
      const outcome = await new Promise<Outcome>((resolve) => {
        this.settle = resolve;
        if (this.early) this.end({ error: this.early });
        else this.sendOn();
      });
      if ('error' in outcome) throw outcome.error;
      const { language } = this.request;
      const text = withoutInventions(outcome.text, loudS);
      return language === undefined ? { text } : { text, language };
    } finally {
      clearTimeout(timer);
    }
  }

  cancel(): void {
    // What was sent and not committed can be taken back.
    const reusable = this.settle === null;
    if (reusable) this.connection?.clear();
    this.end({ text: '' }, reusable);
  }

  private connect(): void {
    const connection = this.lender.borrow();
    this.attempts++;
    this.connection = connection;
    this.sent = 0;
    this.ready = false;
    this.itemId = null;
    this.interim = '';
    connection.onEvent = (event) => this.take(event);
    connection.onFault = (error) => this.fail(error, connection);
    connection.prepare(shortLanguage(this.request.language)).then(
      () => {
        if (this.connection !== connection) return;
        this.ready = true;
        this.sendOn();
      },
      (error: ProviderError) => this.fail(error, connection),
    );
  }

  private sendOn(): void {
    const { connection } = this;
    if (!connection || !this.ready || this.over) return;
    const pcm = resampledFrom(this.recording.sound, this.sent, this.ended);
    connection.append(pcm);
    this.sent += pcm.length;
    if (this.settle) connection.commit();
  }

  private take(event: ServerEvent): void {
    if (event.type === 'input_audio_buffer.committed') this.itemId = event.item_id ?? null;
    if (!event.type.startsWith(TRANSCRIPTION)) return;
    if (this.itemId !== null && event.item_id !== undefined && event.item_id !== this.itemId) return;
    const kind = event.type.slice(TRANSCRIPTION.length);
    if (kind === 'delta') {
      this.interim += event.delta ?? '';
      if (!this.over) this.onInterim?.(this.interim.trim());
    } else if (kind === 'completed') {
      this.end({ text: event.transcript ?? this.interim }, true);
    } else if (kind === 'failed') {
      this.end({
        error: realtimeError('broken', quoted(event.error?.message ?? 'it has failed', undefined)),
      });
    }
  }

  private fail(error: ProviderError, connection: RealtimeConnection): void {
    if (this.connection !== connection || this.over) return;
    this.lender.giveBack(connection, false);
    this.connection = null;
    if (error.passing && this.attempts < 2) this.connect();
    else if (this.settle) this.end({ error });
    else this.early = error;
  }

  private end(outcome: Outcome, reusable = false): void {
    if (this.over) return;
    this.over = true;
    const { connection } = this;
    this.connection = null;
    this.recording.clear();
    if (connection) this.lender.giveBack(connection, reusable);
    this.settle?.(outcome);
  }
}
