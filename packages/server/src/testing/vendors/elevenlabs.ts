import { speakTones, TONE_RATE_HZ } from './tone-voice.js';
import { sendJson, VendorServer } from './vendor-server.js';

export const ELEVENLABS_KEY = 'xi-test-0123456789abcdef';
/** What one line of the stream holds. */
const PIECE_S = 0.2;

export interface ElevenLabsVendor {
  baseUrl: string;
  apiKey: string;
  server: VendorServer;
  close(): Promise<void>;
}

const VOICES = [
  {
    voice_id: '21m00Tcm4TlvDq8ikWAM',
    name: 'Rachel',
    category: 'premade',
    labels: {
      accent: 'american',
      age: 'young',
      gender: 'female',
      use_case: 'narration',
      descriptive: 'calm',
    },
    preview_url: 'https://samples.example/rachel.mp3',
  },
  {
    voice_id: 'pNInz6obpgDQGcFmaJgB',
    name: 'Adam',
    category: 'premade',
    labels: { accent: 'british', age: 'middle_aged', gender: 'male', use_case: 'social_media' },
    preview_url: null,
  },
  {
    voice_id: 'zX9cVb8nM7aS6dF5gH4j',
    name: 'Our own speaker',
    category: 'cloned',
    labels: { gender: 'female' },
    verified_languages: [{ language: 'de', locale: 'de-DE', model_id: 'eleven_flash_v2_5' }],
  },
];

/** ElevenLabs' cloud on a loopback port: its voices, a page of two at a time, and speech streamed with times. */
export async function startElevenLabs(): Promise<ElevenLabsVendor> {
  const server = new VendorServer(
    {
      'GET /v2/voices'({ path }, response) {
        const token = new URL(path, 'http://vendor').searchParams.get('next_page_token');
        const from = Number(token ?? 0);
        const more = from + 2 < VOICES.length;
        const voices = VOICES.slice(from, from + 2);
        sendJson(response, { voices, has_more: more, next_page_token: more ? String(from + 2) : null });
      },
      async 'POST /v1/text-to-speech/*/stream/with-timestamps'({ path, body }, response, stream) {
        const url = new URL(path, 'http://vendor');
        const asked = JSON.parse(String(body)) as { text: string; voice_settings?: { speed?: number } };
        const voiceId = url.pathname.split('/')[3] ?? '';
        if (!/^[A-Za-z0-9]{20}$/.test(voiceId)) {
          const message = `A voice with voice_id ${voiceId} was not found.`;
          sendJson(response, { detail: { status: 'voice_not_found', message } }, 404);
        } else if (url.searchParams.get('output_format') !== `pcm_${TONE_RATE_HZ}`) {
          sendJson(response, { detail: { status: 'invalid_output_format', message: 'another format' } }, 400);
        } else {
          response.writeHead(200, { 'content-type': 'application/json' });
          await stream(lines(asked.text, asked.voice_settings?.speed ?? 1));
        }
      },
    },
    (headers) =>
      headers['xi-api-key'] === ELEVENLABS_KEY
        ? null
        : { detail: { status: 'invalid_api_key', message: `Invalid API key ${headers['xi-api-key']}` } },
  );
  await server.listen();
  const baseUrl = `http://127.0.0.1:${server.port}`;
  return { baseUrl, apiKey: ELEVENLABS_KEY, server, close: () => server.close() };
}

/** Sound and times, line by line; times count from the start of the speech and come with the sound they begin in. */
async function* lines(text: string, speed: number): AsyncIterable<string> {
  const { pcm, sampleRateHz, characters, startS, endS } = speakTones(text, speed);
  const size = Math.round(PIECE_S * sampleRateHz);
  let told = 0;
  for (let from = 0; from < pcm.length; from += size) {
    const piece = pcm.subarray(from, from + size);
    const untilS = (from + piece.length) / sampleRateHz;
    const first = told;
    while (told < characters.length && (startS[told] ?? 0) < untilS - 1e-9) told++;
    const alignment = {
      characters: characters.slice(first, told),
      character_start_times_seconds: startS.slice(first, told),
      character_end_times_seconds: endS.slice(first, told),
    };
    const sound = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString('base64');
    yield `${JSON.stringify({ audio_base64: sound, alignment, normalized_alignment: alignment })}\n`;
  }
}
