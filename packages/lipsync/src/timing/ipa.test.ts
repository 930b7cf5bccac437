import { describe, expect, it } from 'vitest';
import { phoneToViseme } from '../phones.js';
import { phonesFromIpa } from './ipa.js';
import { phonesOfVisemeEvents } from './vendor-visemes.js';

describe('phones of IPA', () => {
  it.each([
    ['həˈloʊ', 'hh ax l ow'],
    ['ˈt͡ʃɜːt͡ʃ', 'ch er ch'],
    ['dʒʌd͡ʒ', 'jh ah jh'],
    ['ˈθɪŋ', 'th ih ng'],
    ['bɔ̃ʒuʁ', 'b ao zh uw r'],
    ['ɪç', 'ih hh'],
    ['tʰaɪm', 't ay m'],
    ['mˈOst', 'm ow s t'],
    ['bˈɛTəɹ', 'b eh dx ax r'],
    ['', ''],
    ['☃', ''],
  ])('%s', (ipa, phones) => {
    expect(phonesFromIpa(ipa).join(' ')).toBe(phones);
  });

  it('are all known', () => {
    const every = 'pbtdkɡmnŋfvθðszʃʒhlɹjwiɪeɛæaɑɒɔoʊuʌəɚɝɜɨʉyøœɯʔxɣʁʎɲçʂʐɕʑ';
    for (const phone of phonesFromIpa(every)) expect(phone === 'hh' || phoneToViseme(phone)).toBeTruthy();
  });
});

describe('viseme events of vendors', () => {
  it('last until the next one', () => {
    const azure = [0, 21, 6, 18, 0].map((viseme, at) => ({ startS: at / 10, viseme }));
    expect(phonesOfVisemeEvents(azure, 0.9)).toEqual([
      { phone: 'pau', startS: 0, endS: 0.1 },
      { phone: 'p', startS: 0.1, endS: 0.2 },
      { phone: 'iy', startS: 0.2, endS: 0.3 },
      { phone: 'f', startS: 0.3, endS: 0.4 },
      { phone: 'pau', startS: 0.4, endS: 0.9 },
    ]);
    const polly = ['p', 'E', 'S', 'sil'].map((viseme, at) => ({ startS: at / 10, viseme }));
    expect(phonesOfVisemeEvents(polly, 0.4).map(({ phone }) => phone)).toEqual(['p', 'eh', 'sh', 'pau']);
  });

  it('are refused when no table has them', () => {
    expect(() => phonesOfVisemeEvents([{ startS: 0, viseme: 22 }], 1)).toThrow(/"22".*Azure/);
    expect(() => phonesOfVisemeEvents([{ startS: 0, viseme: 'constructor' }], 1)).toThrow(RangeError);
  });
});
