import { type Pronouncer, pronouncerFor } from '@avatarium/lipsync/timing';
import { dictionary } from 'cmu-pronouncing-dictionary';

/** One phone of a word. */
export interface Phone {
  /** CMU name in capitals, without the stress. */
  name: string;
  /** 1 main, 2 secondary, 0 none; of vowels only. */
  stress?: 0 | 1 | 2;
}

const VOWELS = new Set('AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW'.split(' '));

/** Said without stress, as nobody says "I went TO the shop". */
const UNSTRESSED = new Set(
  (
    'a an and as at but by can for from had has have he her him his i if in is it its me my of on or our she so ' +
    'some than that the their them they to us was we were will with would you your'
  ).split(' '),
);

export function isVowel({ name }: Phone): boolean {
  return VOWELS.has(name);
}

/** How words are said: by the CMU dictionary, with its stresses; others by its endings and by their letters. */
export class Pronunciation {
  private constructor(private readonly guess: Pronouncer) {}

  static async load(): Promise<Pronunciation> {
    return new Pronunciation(await pronouncerFor([], 'en'));
  }

  /** Empty for what nobody can say. `written`: letters and apostrophes, in the case they are written in. */
  of(written: string): Phone[] {
    const word = written.toLowerCase();
    const listed = this.listed(word) ?? this.inflected(word) ?? this.joined(word);
    if (listed) return UNSTRESSED.has(word) ? listed.map(withoutStress) : listed;
    const [guessed = []] = this.guess(written) ?? [];
    return withStress(guessed.map(fromRadio));
  }

  private listed(word: string): Phone[] | undefined {
    return Object.hasOwn(dictionary, word) ? fromDictionary(dictionary[word] ?? '') : undefined;
  }

  /** "avatarium's", "emojis": the stem as it is listed. */
  private inflected(word: string): Phone[] | undefined {
    const [, stem = '', ending = ''] = /^(.+?)('s|s'|s)$/.exec(word) ?? [];
    if (stem.length < 3) return undefined;
    const phones = this.listed(stem);
    if (!phones || ending === '') return undefined;
    const last = phones.at(-1)?.name ?? '';
    if (/^(S|Z|SH|ZH|CH|JH)$/.test(last)) return [...phones, { name: 'IH', stress: 0 }, { name: 'Z' }];
    return [...phones, { name: /^(P|T|K|F|TH)$/.test(last) ? 'S' : 'Z' }];
  }

  /** "lipsync", "webcam": two listed words; the second is stressed less. */
  private joined(word: string): Phone[] | undefined {
    for (let at = word.length - 3; at >= 3; at--) {
      const first = this.listed(word.slice(0, at));
      const second = first && this.listed(word.slice(at));
      if (first && second)
        return [
          ...first,
          ...second.map((phone) => (phone.stress === 1 ? { ...phone, stress: 2 as const } : phone)),
        ];
    }
    return undefined;
  }
}

function fromDictionary(entry: string): Phone[] {
  return entry.split(' ').map((listed) => {
    const [, name = '', digit] = /^([A-Z]+)([0-2])?$/.exec(listed) ?? [];
    return digit === undefined ? { name } : { name, stress: digit === '1' ? 1 : digit === '2' ? 2 : 0 };
  });
}

/** The lip sync's names: a schwa of its own, lower case, no stress. */
function fromRadio(phone: string): Phone {
  return phone === 'ax' ? { name: 'AH', stress: 0 } : { name: phone.toUpperCase() };
}

/** The first full vowel of a word that was guessed is stressed. */
function withStress(phones: Phone[]): Phone[] {
  const first = phones.findIndex((phone) => isVowel(phone) && phone.stress === undefined);
  return phones.map((phone, at) => {
    if (!isVowel(phone) || phone.stress !== undefined) return phone;
    return { ...phone, stress: at === first ? 1 : 0 };
  });
}

function withoutStress(phone: Phone): Phone {
  return phone.stress ? { ...phone, stress: 0 } : phone;
}
