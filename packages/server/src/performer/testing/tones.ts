import type { SpeechChunk } from '../../speech/tts/port.js';

const RATE_HZ = 16_000;

/** A clause that is one steady tone and an open mouth. */
export function toneClause(text: string, durationS: number, hz = 400): SpeechChunk {
  const length = Math.round(durationS * RATE_HZ);
  const pcm = Int16Array.from({ length }, (_, i) =>
    Math.round(9_000 * Math.sin((2 * Math.PI * hz * i) / RATE_HZ)),
  );
  return { text, sampleRateHz: RATE_HZ, pcm, phones: [{ phone: 'aa', startS: 0, endS: durationS }] };
}
