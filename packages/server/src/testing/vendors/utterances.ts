import { speakTones, TONE_RATE_HZ } from './tone-voice.js';

const RATE_HZ = 16_000;
const TEXTS = ['What are your opening hours on Sunday?', 'Could you tell me a little about yourself please'];

/** Sound that a fake recogniser can be taught and a fake speaker says: mono, 16 kHz. */
export function utterances(): { text: string; pcm: Int16Array }[] {
  return TEXTS.map((text) => {
    const { pcm } = speakTones(text);
    const out = new Int16Array(Math.floor((pcm.length * RATE_HZ) / TONE_RATE_HZ));
    for (const at of out.keys()) out[at] = pcm[Math.floor((at * TONE_RATE_HZ) / RATE_HZ)] ?? 0;
    return { text, pcm: out };
  });
}
