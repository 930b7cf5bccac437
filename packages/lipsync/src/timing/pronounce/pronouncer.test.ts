import { describe, expect, it } from 'vitest';
import { phoneToViseme } from '../../phones.js';
import { englishBySpelling } from './english.js';
import { phonesByGraphemes } from './graphemes.js';
import { readingsOfDigits } from './numbers.js';
import { pronouncerFor } from './pronouncer.js';

describe('an English pronouncer', () => {
  const say = async (word: string) => {
    const pronounce = await pronouncerFor([word], 'en-US');
    return pronounce(word)?.map((phones) => phones.join(' ')) ?? null;
  };

  it('knows the dictionary, with its variants, whatever the case and punctuation', async () => {
    expect(await say('hello')).toEqual(['hh ax l ow', 'hh eh l ow']);
    expect(await say('Read,')).toEqual(['r eh d', 'r iy d']);
    expect(await say('don’t')).toContain('d ow n t');
  });

  it('adds regular endings to words it knows', async () => {
    expect(await say("hamster's")).toEqual(['hh ae m s t er z']);
    expect((await say('blogging'))?.[0]).toMatch(/^b l ao g ih ng|b l aa g ih ng$/);
    expect((await say('bluetoothed'))?.[0]).toMatch(/th t$/);
  });

  it('reads digits as numbers, years and one by one', async () => {
    expect(readingsOfDigits('1984').map((names) => names.join(' '))).toEqual([
      'one thousand nine hundred eighty four',
      'nineteen eighty four',
      'one nine eight four',
    ]);
    expect(readingsOfDigits('1905')[1]?.join(' ')).toBe('nineteen oh five');
    expect(readingsOfDigits('007')).toEqual([['zero', 'zero', 'seven']]);
    expect(readingsOfDigits('1000000')[0]).toEqual(['one', 'million']);
    expect((await say('42'))?.[0]).toBe('f ao r t iy t uw');
    expect((await say('3D'))?.[0]).toBe('th r iy d iy');
    expect((await say('4th'))?.[0]).toBe('f ao r th');
  });

  it('spells initials', async () => {
    expect((await say('HTML'))?.[0]).toBe('ey ch t iy eh m eh l');
    expect((await say('gpt'))?.[0]).toBe('jh iy p iy t iy');
  });

  it('reads new words by their letters', async () => {
    expect(await say('zorblax')).toEqual(['z ao r b l ae k s']);
    expect(englishBySpelling('snake').join(' ')).toBe('s n ey k');
    expect(englishBySpelling('phone').join(' ')).toBe('f ow n');
    expect(englishBySpelling('nation').join(' ')).toBe('n ey sh ax n');
    expect(englishBySpelling('knight').join(' ')).toBe('n ay t');
  });

  it('cannot say other scripts, nor what holds no letter', async () => {
    expect(await say('東京')).toBeNull();
    expect(await say('…')).toBeNull();
    expect(await say('constructor')).toEqual(['k ax n s t r ah k t er']);
    expect(await say('__proto__')).not.toBeNull();
  });
});

describe('letter-to-sound rules', () => {
  it('look right for most of ordinary words', () => {
    const words =
      'made:PP:1 bob:PP:2 funny:FF:1 very:FF:1 shape:CH:1 chimp:CH:1 thumb:TH:1 flame:FF:1 plume:PP:2 philosophy:FF:2 ' +
      'laughing:nn:1 wave:FF:1 question:CH:1 vampire:PP:2 umbrella:PP:2';
    for (const entry of words.split(' ')) {
      const [word = '', viseme, count] = entry.split(':');
      const shown = englishBySpelling(word).filter((phone) => phoneToViseme(phone) === viseme);
      expect(shown.length, word).toBe(Number(count));
    }
  });

  it('know every phone they give', () => {
    for (const word of [
      'xylophone',
      'rhythm',
      'queue',
      'jazz',
      'wyvern',
      'yacht',
      'aeon',
      'gnome',
      'zoology',
    ]) {
      const phones = englishBySpelling(word);
      expect(phones.length).toBeGreaterThan(1);
      for (const phone of phones) expect(phone === 'hh' || phoneToViseme(phone) !== null, phone).toBe(true);
    }
  });
});

describe('words of other languages', () => {
  const say = async (word: string, language?: string) =>
    (await pronouncerFor([word], language))(word)?.[0]?.join(' ');

  it.each([
    ['de', 'Wasser', 'v aa s eh r'],
    ['de', 'Schön', 'sh uh n'],
    ['fr', 'beaucoup', 'b ow k uw p'],
    ['it', 'ciao', 'ch aa ao'],
    ['it', 'buongiorno', 'b uw ao n jh ao r n ao'],
    ['es', 'jugo', 'hh uw g ao'],
    ['pl', 'szczęście', 'sh ch eh n sh ch iy eh'],
    ['cs', 'příběh', 'p zh iy b y eh hh'],
    ['fi', 'hyvää', 'hh ux v ae'],
    ['ru', 'привет', 'p r iy v y eh t'],
    ['uk', 'Київ', 'k iy y iy v'],
    ['vi', 'phở', 'f ao'],
  ])('%s: %s', async (language, word, phones) => {
    expect(await say(word, language)).toBe(phones);
  });

  it('are read by their letters when the text is not English and no language is given', async () => {
    const words = 'Guten Abend, schöne Grüße aus Würzburg'.split(' ');
    const pronounce = await pronouncerFor(words);
    expect(pronounce('Grüße')?.[0]?.join(' ')).toBe('g r ux s eh');
    expect(pronounce('Abend,')?.[0]?.join(' ')).toBe('aa b eh n d');
  });

  it('are left to the sound in other scripts, and numbers too', async () => {
    expect(phonesByGraphemes('שלום')).toBeNull();
    expect(await say('42', 'de')).toBeUndefined();
  });
});
