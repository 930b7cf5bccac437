import { WebSocket } from 'ws';
import { z } from 'zod';
import { ProviderError } from '../../provider-error.js';
import { quoted, refusal } from '../../vendor/refusal.js';

export interface RealtimeOptions {
  /** Of the REST API: up to and with `/v1`, without a slash at the end. */
  baseUrl: string;
  apiKey?: string;
  model: string;
  timeouts?: Partial<RealtimeTimeouts>;
}

export interface RealtimeTimeouts {
  openMs: number;
  /** From the end of an utterance to its text. */
  answerMs: number;
}

const PROVIDER = 'realtime speech recognition';
const MAX_BYTES = 4 * 1024 * 1024;

const serverEvent = z.object({
  type: z.string(),
  item_id: z.string().optional(),
  delta: z.string().optional(),
  transcript: z.string().optional(),
  error: z
    .object({ message: z.string().nullish(), code: z.string().nullish(), type: z.string().nullish() })
    .optional(),
});
export type ServerEvent = z.infer<typeof serverEvent>;

export function realtimeError(
  fault: 'unreachable' | 'refused' | 'busy' | 'broken',
  message: string,
): ProviderError {
  return new ProviderError(PROVIDER, fault, message);
}

/** One WebSocket of the realtime protocol in a session that only transcribes. One utterance at a time. */
export class RealtimeConnection {
  /** Set while an utterance has it. */
  onEvent: ((event: ServerEvent) => void) | null = null;
  onFault: ((error: ProviderError) => void) | null = null;
  private readonly socket: WebSocket;
  private readonly opened: Promise<void>;
  private language: string | undefined | null = null;
  private lost = false;
  private isOpen = false;
  readonly madeAtMs = performance.now();

  constructor(
    private readonly options: RealtimeOptions,
    openMs: number,
  ) {
    const { apiKey, baseUrl } = options;
    const url = `${baseUrl.replace(/^http/, 'ws')}/realtime?intent=transcription`;
    this.socket = new WebSocket(url, {
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
      handshakeTimeout: openMs,
      maxPayload: MAX_BYTES,
    });
    this.opened = new Promise((resolve, reject) => {
      this.socket.on('open', () => {
        this.isOpen = true;
        resolve();
      });
      this.socket.on('unexpected-response', (_request, response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (piece: string) => {
          if (text.length < 16_384) text += piece;
        });
        response.on('close', () => {
          const status = response.statusCode ?? 0;
          reject(refusal(PROVIDER, { status, text, retryAfter: response.headers['retry-after'] }, apiKey));
          this.lose();
        });
      });
      this.socket.on('error', (error) => {
        reject(realtimeError('unreachable', `no connection (${quoted(error.message, apiKey)})`));
        this.lose();
      });
      this.socket.on('close', () => {
        reject(realtimeError('unreachable', 'the connection was closed'));
        this.lose();
      });
    });
    // Whoever waits for it is told.
    this.opened.catch(() => undefined);
    this.socket.on('message', (data) => this.take(String(data)));
  }

  /** It can be given to an utterance. */
  get usable(): boolean {
    return !this.lost && this.socket.readyState <= WebSocket.OPEN;
  }

  /** Resolves when it is open and told the language. Throws ProviderError. */
  async prepare(language: string | undefined): Promise<void> {
    await this.opened;
    if (this.language === language) return;
    this.language = language;
    const { model } = this.options;
    const transcription = { model, ...(language === undefined ? {} : { language }) };
    const input = {
      format: { type: 'audio/pcm', rate: 24_000 },
      transcription,
      // Where an utterance begins and ends is known here.
      turn_detection: null,
    };
    this.send({ type: 'session.update', session: { type: 'transcription', audio: { input } } });
  }

  append(pcm: Int16Array): void {
    if (pcm.length === 0) return;
    // Little endian, as the protocol has it, on every processor that Node runs on but one.
    const bytes = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength);
    this.send({ type: 'input_audio_buffer.append', audio: bytes.toString('base64') });
  }

  commit(): void {
    this.send({ type: 'input_audio_buffer.commit' });
  }

  clear(): void {
    this.send({ type: 'input_audio_buffer.clear' });
  }

  close(): void {
    this.lost = true;
    this.onFault = null;
    this.onEvent = null;
    if (this.socket.readyState === WebSocket.OPEN) this.socket.close();
    else this.socket.terminate();
  }

  private send(event: object): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(event));
  }

  private lose(): void {
    if (this.lost) return;
    this.lost = true;
    // Before that, whoever waits for it to open is told.
    if (this.isOpen) this.onFault?.(realtimeError('broken', 'the connection was lost'));
  }

  private take(text: string): void {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return;
    }
    const read = serverEvent.safeParse(value);
    if (!read.success) return;
    const { type, error } = read.data;
    if (type === 'error') {
      const said = quoted(error?.message ?? 'it has failed', this.options.apiKey);
      const refused = /invalid_request|authentication|quota/.test(`${error?.type} ${error?.code}`);
      this.onFault?.(realtimeError(refused ? 'refused' : 'broken', said));
    } else {
      this.onEvent?.(read.data);
    }
  }
}
