export const TONE_RATE_HZ = 24_000;
/** How long a character is heard at speed 1. */
const CHARACTER_S = 0.06;
/** Pitch and loudness of a letter, so that no two words sound quite the same. */
const LOWEST_HZ = 180;

/** Speech as a fake vendor makes it: a sound of its own for each letter, silence for all else. */
export interface ToneSpeech {
  pcm: Int16Array<ArrayBuffer>;
  sampleRateHz: number;
  characters: string[];
  startS: number[];
  endS: number[];
}

/** Makes sound of a text that has its rhythm, and knows to the sample when which character is heard. */
export function speakTones(text: string, speed = 1): ToneSpeech {
  const characters = [...text];
  const samples = Math.round((CHARACTER_S / speed) * TONE_RATE_HZ);
  const pcm = new Int16Array(samples * characters.length);
  for (const [at, character] of characters.entries()) {
    if (!/[\p{L}\p{N}]/u.test(character)) continue;
    const code = character.toLowerCase().codePointAt(0) ?? 0;
    const hz = LOWEST_HZ + (code % 32) * 15;
    const peak = 3000 + (code % 7) * 1200;
    for (let index = 0; index < samples; index++) {
      const fade = Math.sin((Math.PI * index) / samples);
      const phase = (2 * Math.PI * hz * index) / TONE_RATE_HZ;
      pcm[at * samples + index] = Math.round(peak * fade * (Math.sin(phase) + 0.5 * Math.sin(2 * phase)));
    }
  }
  const stepS = samples / TONE_RATE_HZ;
  return {
    pcm,
    sampleRateHz: TONE_RATE_HZ,
    characters,
    startS: characters.map((_, at) => at * stepS),
    endS: characters.map((_, at) => (at + 1) * stepS),
  };
}
