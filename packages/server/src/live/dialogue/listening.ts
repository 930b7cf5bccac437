import { ReadableStream } from 'node:stream/web';
import type { VADEvent } from '@livekit/agents';
import { stt, VADEventType } from '@livekit/agents';
import type { SpeechRecognizer, Utterance } from '../../speech/stt/port.js';
import type { Echo } from './echo.js';
import type { DialogueListener, HeardTurn } from './port.js';

export interface ListeningOptions {
  /** Asked at the beginning of each utterance. */
  recognizer(): SpeechRecognizer | null;
  language(): string | undefined;
  echo: Echo;
  /** It is the avatar's own voice that comes back. */
  onEcho(): void;
  listener: Pick<DialogueListener, 'onHeard' | 'onUnheard'>;
}

/**
 * What the voice activity detector takes for speech goes to the recogniser while it is heard; what was understood
 * comes out as events for the AgentSession, in the order it was said.
 */
export class Listening {
  private utterance: Utterance | null = null;
  private startMs = 0;
  private last: Promise<void> = Promise.resolve();
  private readonly cancels = new Set<() => void>();
  private turn: HeardTurn | null = null;
  private closed = false;
  private controller: ReadableStreamDefaultController<stt.SpeechEvent> | null = null;
  readonly events = new ReadableStream<stt.SpeechEvent>({
    start: (controller) => {
      this.controller = controller;
    },
  });

  constructor(private readonly options: ListeningOptions) {}

  take(event: VADEvent): void {
    if (this.closed) return;
    const { type, frames } = event;
    if (type === VADEventType.START_OF_SPEECH) {
      this.startMs = Date.now() - event.speechDuration;
      const language = this.options.language();
      this.utterance?.cancel();
      this.utterance = this.options.recognizer()?.listen(language === undefined ? {} : { language }) ?? null;
      this.push(frames);
    } else if (type === VADEventType.INFERENCE_DONE && event.speaking) {
      this.push(frames);
    } else if (type === VADEventType.END_OF_SPEECH) {
      const { utterance } = this;
      this.utterance = null;
      if (utterance) this.understand(utterance, this.startMs, Date.now() - event.silenceDuration);
    }
  }

  /** Somebody speaks, or what they said is not understood yet. */
  get isHearing(): boolean {
    return this.utterance !== null || this.cancels.size > 0;
  }

  /** All of what was said since the last turn. */
  takeTurn(): HeardTurn | null {
    const { turn } = this;
    this.turn = null;
    return turn;
  }

  close(): void {
    this.closed = true;
    this.utterance?.cancel();
    for (const cancel of this.cancels) cancel();
    try {
      this.controller?.close();
    } catch {
      // Closed by its reader.
    }
  }

  private push(frames: readonly { data: Int16Array }[]): void {
    for (const { data } of frames) this.utterance?.push(data);
  }

  private understand(utterance: Utterance, startMs: number, speechEndMs: number): void {
    const cancel = () => utterance.cancel();
    this.cancels.add(cancel);
    const recognition = utterance.finish();
    recognition.catch(() => {});
    this.last = this.last
      .then(async () => {
        const { text, language } = await recognition;
        if (!this.closed) this.heard(text.trim(), language, startMs, speechEndMs);
      })
      .catch((error: unknown) => {
        if (this.closed) return;
        this.options.listener.onUnheard(error instanceof Error ? error : new Error(String(error)));
      })
      .finally(() => this.cancels.delete(cancel));
  }

  private heard(text: string, language: string | undefined, startMs: number, speechEndMs: number): void {
    if (!/[\p{L}\p{N}]/u.test(text)) return;
    if (this.options.echo.isEcho(text, startMs)) {
      this.options.onEcho();
      return;
    }
    const { turn } = this;
    const soFar = turn ? `${turn.text} ${text}` : text;
    this.turn = { text: soFar, startMs: turn?.startMs ?? startMs, speechEndMs, transcriptMs: Date.now() };
    this.options.listener.onHeard(text, soFar);
    this.controller?.enqueue({
      type: stt.SpeechEventType.FINAL_TRANSCRIPT,
      alternatives: [
        {
          text,
          language: (language ?? this.options.language() ?? 'en') as stt.SpeechData['language'],
          startTime: 0,
          endTime: 0,
          confidence: 1,
        },
      ],
    });
  }
}
