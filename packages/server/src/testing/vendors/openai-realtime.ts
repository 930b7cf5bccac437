import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Hearing } from './hearing.js';
import type { VendorServer } from './vendor-server.js';

const RATE_HZ = 24_000;
/** The vendor refuses to transcribe less. */
const SHORTEST_MS = 100;

interface ClientEvent {
  type?: string;
  audio?: string;
  session?: { type?: string; audio?: { input?: { transcription?: { model?: string; language?: string } } } };
}

/**
 * OpenAI's realtime protocol in a transcription session, as of its general availability: sound is appended to a
 * buffer, `commit` makes an item of it, whose text comes as deltas and then whole.
 */
export function serveRealtime(
  vendor: VendorServer,
  hearing: Hearing,
  authorise: (headers: IncomingMessage['headers']) => unknown,
): RealtimeLog {
  const sockets = new WebSocketServer({ noServer: true });
  const log: RealtimeLog = { opened: 0, languages: [] };
  vendor.http.on('upgrade', (request, socket, head) => {
    const { pathname } = new URL(request.url ?? '/', 'http://vendor');
    const trouble = vendor.takeTrouble(pathname);
    const refused = trouble.status === undefined ? authorise(request.headers) : (trouble.body ?? {});
    if (refused || !pathname.endsWith('/realtime')) {
      const status = trouble.status ?? (refused ? 401 : 404);
      const body = JSON.stringify(refused);
      const head = `HTTP/1.1 ${status} Refused\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}`;
      socket.end(`${head}\r\nconnection: close\r\n\r\n${body}`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      log.opened++;
      new Session(client, hearing, log, vendor).start();
    });
  });
  return log;
}

export interface RealtimeLog {
  /** Connections that were opened. */
  opened: number;
  /** What sessions were told to hear, as they were told. */
  languages: (string | undefined)[];
}

class Session {
  private sound: Buffer[] = [];
  private items = 0;
  private events = 0;

  constructor(
    private readonly client: WebSocket,
    private readonly hearing: Hearing,
    private readonly log: RealtimeLog,
    private readonly vendor: VendorServer,
  ) {}

  start(): void {
    this.client.on('message', (data) => this.take(JSON.parse(String(data)) as ClientEvent));
    this.client.on('error', () => this.client.terminate());
    this.send('session.created', {
      session: { type: 'transcription', object: 'realtime.transcription_session' },
    });
  }

  private take(event: ClientEvent): void {
    if (event.type === 'session.update') {
      this.log.languages.push(event.session?.audio?.input?.transcription?.language);
      this.send('session.updated', { session: event.session });
    } else if (event.type === 'input_audio_buffer.append') {
      this.sound.push(Buffer.from(event.audio ?? '', 'base64'));
    } else if (event.type === 'input_audio_buffer.clear') {
      this.sound = [];
      this.send('input_audio_buffer.cleared', {});
    } else if (event.type === 'input_audio_buffer.commit') {
      void this.transcribe();
    }
  }

  private async transcribe(): Promise<void> {
    const bytes = Buffer.concat(this.sound);
    this.sound = [];
    const pcm = new Int16Array(bytes.length >> 1);
    for (const at of pcm.keys()) pcm[at] = bytes.readInt16LE(2 * at);
    const heardMs = (pcm.length / RATE_HZ) * 1000;
    if (heardMs < SHORTEST_MS) {
      const message = `Error committing input audio buffer: buffer too small. Expected at least ${SHORTEST_MS}ms of audio, but buffer only has ${heardMs.toFixed(2)}ms of audio.`;
      this.send('error', {
        error: { type: 'invalid_request_error', code: 'input_audio_buffer_commit_empty', message },
      });
      return;
    }
    const trouble = this.vendor.takeTrouble('/realtime/commit');
    if (trouble.breakAfter !== undefined) {
      this.client.terminate();
      return;
    }
    if (trouble.stallAfter !== undefined) return;
    if (trouble.delayMs) await delay(trouble.delayMs);
    const item_id = `item_${++this.items}`;
    this.send('input_audio_buffer.committed', { item_id, previous_item_id: null });
    const text = { item_id, content_index: 0 };
    if (trouble.body !== undefined) {
      this.send('conversation.item.input_audio_transcription.failed', { ...text, error: trouble.body });
      return;
    }
    const transcript = this.hearing.recognise(pcm, RATE_HZ);
    for (const delta of transcript.match(/\s*\S+/gu) ?? []) {
      this.send('conversation.item.input_audio_transcription.delta', { ...text, delta });
    }
    this.send('conversation.item.input_audio_transcription.completed', {
      ...text,
      transcript,
      usage: { type: 'duration', seconds: Math.ceil(heardMs / 1000) },
    });
  }

  private send(type: string, fields: object): void {
    this.client.send(JSON.stringify({ type, event_id: `event_${++this.events}`, ...fields }));
  }
}
