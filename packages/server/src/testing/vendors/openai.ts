import type { IncomingMessage } from 'node:http';
import { CHAT_MANNER, type ChatManner, type ChatMessage, chatEvents } from './chat.js';
import { Hearing } from './hearing.js';
import { type RealtimeLog, serveRealtime } from './openai-realtime.js';
import { speakTones } from './tone-voice.js';
import { sendJson, VendorServer } from './vendor-server.js';

export const OPENAI_KEY = 'sk-test-0123456789abcdef';
const VOICES = ['alloy', 'ash', 'coral', 'echo', 'nova', 'onyx', 'sage', 'shimmer'];
/** What one piece of streamed sound holds; an odd number, as networks cut where they like. */
const SOUND_PIECE_BYTES = 9601;

/** What makes sound of a text; mono, 24 kHz. */
export type SpeakFor = (text: string, voice: string, speed: number) => Promise<Int16Array> | Int16Array;

export interface OpenAiVendorOptions {
  chat?: Partial<ChatManner>;
  /** By default a tone for every letter. */
  speak?: SpeakFor;
  models?: readonly string[];
}

/** OpenAI's cloud on a loopback port: chat completions, transcription, speech and realtime transcription. */
export interface OpenAiVendor {
  /** Ends in `/v1`. */
  baseUrl: string;
  apiKey: string;
  /** What was asked, and how to make trouble. */
  server: VendorServer;
  hearing: Hearing;
  /** How chats are answered from now on. */
  chat: ChatManner;
  realtime: RealtimeLog;
  close(): Promise<void>;
}

export async function startOpenAi(options: OpenAiVendorOptions = {}): Promise<OpenAiVendor> {
  const chat: ChatManner = { ...CHAT_MANNER, ...options.chat };
  const hearing = new Hearing();
  const speak: SpeakFor = options.speak ?? ((text, _voice, speed) => speakTones(text, speed).pcm);
  const models = options.models ?? ['gpt-test', 'gpt-4o-mini-tts', 'gpt-4o-mini-transcribe', 'whisper-1'];
  const server = new VendorServer(
    {
      'GET /v1/models': (_received, response) =>
        sendJson(response, { object: 'list', data: models.map((id) => ({ id, object: 'model' })) }),
      'GET /v1/audio/voices': (_received, response) => sendJson(response, { voices: VOICES }),
      async 'POST /v1/chat/completions'({ body }, response, stream) {
        const {
          model,
          messages,
          stream: streamed,
        } = JSON.parse(String(body)) as {
          model: string;
          messages: ChatMessage[];
          stream?: boolean;
        };
        if (!models.includes(model)) {
          const message = `The model \`${model}\` does not exist or you do not have access to it.`;
          sendJson(
            response,
            { error: { message, type: 'invalid_request_error', code: 'model_not_found' } },
            404,
          );
        } else if (streamed) {
          response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
          await stream(chatEvents(model, messages, chat));
        } else {
          const message = { role: 'assistant', content: chat.answer(messages) };
          sendJson(response, { choices: [{ index: 0, message, finish_reason: 'stop' }] });
        }
      },
      'POST /v1/audio/transcriptions'({ body, headers }, response) {
        const { fields, file } = readForm(body, String(headers['content-type']));
        const { pcm, sampleRateHz } = readWav(file);
        const text = hearing.recognise(pcm, sampleRateHz);
        const segments = [{ id: 0, text, no_speech_prob: text === '' ? 0.95 : 0.01, avg_logprob: -0.2 }];
        const verbose = { task: 'transcribe', language: fields.language ?? 'english', segments };
        sendJson(response, fields.response_format === 'verbose_json' ? { text, ...verbose } : { text });
      },
      async 'POST /v1/audio/speech'({ body }, response, stream) {
        const asked = JSON.parse(String(body)) as { input: string; voice: string; speed?: number };
        if (!VOICES.includes(asked.voice)) {
          const message = `Input should be one of ${VOICES.join(', ')}`;
          sendJson(response, { error: { message, type: 'invalid_request_error', param: 'voice' } }, 400);
          return;
        }
        response.writeHead(200, { 'content-type': 'audio/pcm' });
        const pcm = await speak(asked.input, asked.voice, asked.speed ?? 1);
        await stream(piecesOf(Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength)));
      },
    },
    authorise,
  );
  await server.listen();
  const realtime = serveRealtime(server, hearing, authorise);
  const baseUrl = `http://127.0.0.1:${server.port}/v1`;
  return { baseUrl, apiKey: OPENAI_KEY, server, hearing, chat, realtime, close: () => server.close() };
}

function authorise(headers: IncomingMessage['headers']): unknown {
  const key = /^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1];
  if (key === OPENAI_KEY) return null;
  const message = `Incorrect API key provided: ${key}. You can find your API key at the vendor's.`;
  return { error: { message, type: 'invalid_request_error', param: null, code: 'invalid_api_key' } };
}

async function* piecesOf(bytes: Buffer): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += SOUND_PIECE_BYTES)
    yield bytes.subarray(at, at + SOUND_PIECE_BYTES);
}

function readForm(body: Buffer, contentType: string): { fields: Record<string, string>; file: Buffer } {
  const boundary = `--${/boundary=(.+)$/.exec(contentType)?.[1]}`;
  const fields: Record<string, string> = {};
  let file = Buffer.alloc(0);
  for (let at = body.indexOf(boundary); at >= 0; ) {
    const next = body.indexOf(boundary, at + boundary.length);
    if (next < 0) break;
    const part = body.subarray(at + boundary.length + 2, next - 2);
    const headEnd = part.indexOf('\r\n\r\n');
    const head = part.toString('utf8', 0, headEnd);
    const value = part.subarray(headEnd + 4);
    const name = / name="([^"]*)"/.exec(head)?.[1] ?? '';
    if (/filename=/.test(head)) file = Buffer.from(value);
    else fields[name] = value.toString('utf8');
    at = next;
  }
  return { fields, file };
}

function readWav(file: Buffer): { pcm: Int16Array; sampleRateHz: number } {
  if (file.toString('latin1', 0, 4) !== 'RIFF') throw new Error('the file is no WAV file');
  const at = file.indexOf('data') + 8;
  const pcm = new Int16Array((file.length - at) >> 1);
  for (const index of pcm.keys()) pcm[index] = file.readInt16LE(at + 2 * index);
  return { pcm, sampleRateHz: file.readUInt32LE(24) };
}
