import { RECOGNITION_RATE_HZ } from './port.js';

const FRAME = RECOGNITION_RATE_HZ / 50;
/** Below it, about −47 dB, a frame holds nothing that is said to a microphone. */
const QUIET_RMS = 150;

/** Seconds of a sound that are loud enough for speech. */
export function loudSeconds(pcm: Int16Array): number {
  let frames = 0;
  for (let from = 0; from + FRAME <= pcm.length; from += FRAME) {
    let sum = 0;
    for (let at = from; at < from + FRAME; at++) sum += (pcm[at] ?? 0) ** 2;
    if (Math.sqrt(sum / FRAME) > QUIET_RMS) frames++;
  }
  return (frames * FRAME) / RECOGNITION_RATE_HZ;
}

/** Less is a click or a breath, not a word. Recognisers make words up where nothing is said. */
export const SHORTEST_SPEECH_S = 0.12;

/** What recognisers of Whisper's kind write for noise and silence, since films end that way. Nobody says it. */
const NEVER_SAID = [
  /amara\.org/i,
  /^(thanks|thank you)( so much)? for watching[.!]*$/i,
  /^(please )?(like and )?subscribe( to (my|the) channel)?[.!]*$/i,
  /^(subtitles|captions|subs|transcription|untertitel|sous-titres|subtítulos)\b.{0,12}\b(by|von|im auftrag|par|por)\b/i,
  /^ご視聴ありがとうございました[。!]*$/,
  /^(请不吝点赞|字幕由)/,
];
/** What they write too, and people say: not heard in so short a sound. */
const SELDOM_SAID = /^(you|thank you|thanks|bye|bye-bye|so|okay|the end|\.+)[.!]*$/i;
const LONG_ENOUGH_S = 0.3;

/** What a recogniser wrote, or '' where it made that up: signs of sounds, and what it writes for silence. */
export function withoutInventions(text: string, loudS: number): string {
  const said = text
    .replace(/\[[A-Z _]{3,}\]|\((?:music|silence|applause|inaudible|noise)\)|[♪♫]+/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (!/[\p{L}\p{N}]/u.test(said) || NEVER_SAID.some((pattern) => pattern.test(said))) return '';
  return loudS < LONG_ENOUGH_S && SELDOM_SAID.test(said) ? '' : said;
}
