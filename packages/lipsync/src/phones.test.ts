import { describe, expect, it } from 'vitest';
import { phoneToViseme } from './phones.js';

/** The table that training, scoring and rendering share. */
const TABLE = {
  sil: 'pau h# silence',
  PP: 'p b m em',
  FF: 'f v',
  TH: 'th dh',
  DD: 't d dx',
  kk: 'k g ng',
  CH: 'ch jh sh zh',
  SS: 's z',
  nn: 'n l el en nx',
  RR: 'r er axr',
  aa: 'aa ah ax ay aw ae',
  E: 'eh ey',
  ih: 'ih ix iy y',
  oh: 'ao ow oy',
  ou: 'uw uh ux w',
};

describe('the viseme of a phone', () => {
  it.each(Object.entries(TABLE))('is %s for %s', (viseme, phones) => {
    for (const phone of phones.split(' ')) expect(phoneToViseme(phone)).toBe(viseme);
  });

  it('does not depend on case or stress', () => {
    expect(phoneToViseme('AH0')).toBe('aa');
    expect(phoneToViseme('IY1')).toBe('ih');
  });

  it('is none for breath, which takes the next shape, and for what is no phone', () => {
    for (const name of ['hh', 'hv', '', 'q', 'constructor']) expect(phoneToViseme(name)).toBeNull();
  });
});
