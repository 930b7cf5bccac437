import { VISEME_COUNT } from '@avatarium/contract/face';
import { visemeIndex } from '../coarticulation.js';
import { phonesToVisemes } from '../phones-to-visemes.js';
import { POSTERIOR_RATE_HZ, type Posteriors } from '../posteriors.js';
import { shapedRows } from '../shaping/row-shaper.js';
import type { PhoneSegment, VisemeTrack } from '../track.js';
import { alignWords } from './align.js';
import { phonesFromIpa } from './ipa.js';
import { layOut } from './layout.js';
import { pronouncerFor } from './pronounce/pronouncer.js';
import {
  type CharacterTimes,
  faultOf,
  inOrder,
  lastEndS,
  singleWords,
  type TimedWord,
  type WordTime,
  wordsOfCharacters,
} from './times.js';

/** Everything that is known of a piece of speech; each part may be missing. Times count from its start. */
export interface Speech {
  /** Phones with their times. */
  phones?: readonly PhoneSegment[];
  /** Names of the phones: CMU/radio unless told. */
  alphabet?: 'cmu' | 'ipa';
  characters?: CharacterTimes;
  words?: readonly WordTime[];
  /** What the audio model hears in the whole of it. */
  posteriors?: Posteriors;
  /** Length of the speech; that of the posteriors, or the end of the last time, unless told. */
  durationS?: number;
  /** BCP 47 tag of the text's language; without it the words tell whether they are English. */
  language?: string;
}

export interface SpeechTrack {
  track: VisemeTrack;
  /** What the track was made of; "none" is a mouth at rest. */
  source: 'phones' | 'characters' | 'words' | 'audio' | 'none';
  /** What was given and could not be used, and why. */
  ignored: { source: 'phones' | 'characters' | 'words'; reason: string }[];
  /** The timed phones behind the track, if it was made of any. */
  phones?: PhoneSegment[];
}

interface Candidate {
  source: 'phones' | 'characters' | 'words';
  spans: (PhoneSegment | TimedWord)[];
}

/** Vendor times must cover at least this share of what sounds like speech. */
const COVERED_SHARE = 0.5;
/** Times are off by this much without being wrong. */
const NEAR_S = 0.06;

/**
 * The viseme track of a piece of speech by the best that is known of it: phones with times as they are; else
 * characters or words with times, whose phones are laid out by what the audio model hears, or by typical lengths
 * without it; else what the audio model hears alone. Times that are plainly wrong (not in order, beyond the
 * sound, of no length, or missing half of the speech) are ignored and named in `ignored`.
 */
export async function trackOfSpeech(speech: Speech): Promise<SpeechTrack> {
  const { posteriors } = speech;
  const words = singleWords(speech.words ?? []);
  const letters = speech.characters ? wordsOfCharacters(speech.characters) : [];
  const durationS =
    speech.durationS ??
    (posteriors
      ? posteriors.length / POSTERIOR_RATE_HZ
      : lastEndS([...(speech.phones ?? []), ...words, ...letters]));
  const candidates: (Candidate | undefined)[] = [
    speech.phones && { source: 'phones', spans: timedPhones(speech.phones, speech.alphabet) },
    speech.characters && { source: 'characters', spans: letters },
    speech.words && { source: 'words', spans: words },
  ];
  const ignored: SpeechTrack['ignored'] = [];
  for (const candidate of candidates) {
    if (!candidate) continue;
    const { source, spans } = candidate;
    const reason = faultOf(spans, durationS) ?? missingSpeech(voiced(spans), posteriors);
    if (reason === null) {
      const timed = inOrder(spans, durationS);
      const phones = timed.every(isPhone) ? timed : await phonesOfWords(timed.filter(isWord), speech);
      return { track: phonesToVisemes(phones, { durationS }), source, ignored, phones };
    }
    ignored.push({ source, reason });
  }
  if (posteriors) return { track: shapedRows(posteriors), source: 'audio', ignored };
  return { track: phonesToVisemes([], { durationS }), source: 'none', ignored };
}

async function phonesOfWords(words: readonly TimedWord[], speech: Speech): Promise<PhoneSegment[]> {
  const pronounce = await pronouncerFor(
    words.map(({ word }) => word),
    speech.language,
  );
  const aligned = speech.posteriors && alignWords(words, speech.posteriors, pronounce);
  return aligned ?? layOut(words, pronounce);
}

function isPhone(span: PhoneSegment | TimedWord): span is PhoneSegment {
  return 'phone' in span;
}

function isWord(span: PhoneSegment | TimedWord): span is TimedWord {
  return 'word' in span;
}

function voiced(spans: readonly (PhoneSegment | TimedWord)[]) {
  return spans.filter((span) => isWord(span) || !/^(pau|h#|sil|silence)$/.test(span.phone));
}

/** CMU names as they are; IPA symbols as the CMU phones they stand for, which share the symbol's time. */
function timedPhones(phones: readonly PhoneSegment[], alphabet: Speech['alphabet']): PhoneSegment[] {
  if (alphabet !== 'ipa') return [...phones];
  return phones.flatMap(({ phone, startS, endS }) => {
    const names = phonesFromIpa(phone);
    if (names.length === 0) return [{ phone: 'pau', startS, endS }];
    const stepS = (endS - startS) / names.length;
    return names.map((name, at) => ({
      phone: name,
      startS: startS + at * stepS,
      endS: startS + (at + 1) * stepS,
    }));
  });
}

/** Why these times do not belong to this sound, or null. */
function missingSpeech(
  spans: readonly { startS: number; endS: number }[],
  posteriors: Posteriors | undefined,
): string | null {
  if (!posteriors) return null;
  const silence = visemeIndex('sil');
  let spoken = 0;
  let covered = 0;
  for (let row = 0; row < posteriors.length; row++) {
    if ((posteriors.visemes[row * VISEME_COUNT + silence] ?? 0) > 0.5) continue;
    const tS = row / POSTERIOR_RATE_HZ;
    spoken++;
    if (spans.some(({ startS, endS }) => tS > startS - NEAR_S && tS < endS + NEAR_S)) covered++;
  }
  return covered < COVERED_SHARE * spoken ? 'they miss most of the speech' : null;
}
