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

/** The sound of each letter at a length in samples. */
const tones = new Map<string, Int16Array>();

function toneOf(letter: string, samples: number): Int16Array {
  const key = `${letter} ${samples}`;
  const known = tones.get(key);
  if (known) return known;
  const code = letter.codePointAt(0) ?? 0;
  const hz = LOWEST_HZ + (code % 32) * 15;
  const peak = 3000 + (code % 7) * 1200;
  const tone = new Int16Array(samples).map((_, at) => {
    const fade = Math.sin((Math.PI * at) / samples);
    const phase = (2 * Math.PI * hz * at) / TONE_RATE_HZ;
    return Math.round(peak * fade * (Math.sin(phase) + 0.5 * Math.sin(2 * phase)));
  });
  tones.set(key, tone);
  return tone;
}

/** Makes sound of a text that has its rhythm, and knows to the sample when which character is heard. */
export function speakTones(text: string, speed = 1): ToneSpeech {
  const characters = [...text];
  const samples = Math.round((CHARACTER_S / speed) * TONE_RATE_HZ);
  const pcm = new Int16Array(samples * characters.length);
  for (const [at, character] of characters.entries()) {
    if (/[\p{L}\p{N}]/u.test(character)) pcm.set(toneOf(character.toLowerCase(), samples), at * samples);
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
