import { tableOf } from '../table.js';

/**
 * Letters to phones for languages whose spelling says most of what lips do. Not a pronunciation: a letter's
 * phone is the English one that looks like it. Longest letters first at each place.
 */
type Table = ReturnType<typeof tableOf>;

const LATIN = tableOf(`
  a aa, b b, c k, d d, e eh, f f, g g, h hh, i iy, j y, k k, l l, m m, n n, o ao, p p, q k, r r, s s, t t,
  u uw, v v, w v, x k s, y iy, z z, ce s eh, ci s iy, ch ch, ck k, ph f, qu k, sh sh, sch sh, th t, sz sh,
  cz ch, ß s, æ ae, ø uh, œ uh, å ao, ä eh, ö uh, ü ux, ñ n y, ç s, š sh, č ch, ž zh, ś sh, ć ch, ź zh, ż
  zh, ł w, ř zh, ş sh, ğ, ı ih, ţ t s, ț t s, ș sh, đ d, ð dh, þ th, ó ao, ő uh, ű ux, ů uw`);

/** Where a language differs from the table above. */
const BY_LANGUAGE = new Map([
  [
    'de',
    tableOf(`
  ei ay, eu oy, äu oy, au aw, ie iy, z t s, tz t s, ch hh, st s t, sp s p, v f, s z, ss s, qu k v, pf p f,
  eh ey, ah aa, oh ow, uh uw, ih iy`),
  ],
  [
    'fr',
    tableOf(`
  ou uw, oi w aa, au ow, eau ow, ai eh, ei eh, eu uh, œu uh, u ux, ch sh, j zh, ge zh eh, gi zh iy, gn n
  y, h, ill y, an aa, en aa, on ao, in ae, é ey, w w`),
  ],
  [
    'es',
    tableOf(`
  j hh, h, ll y, v b, ce th eh, ci th iy, z th, ge hh eh, gi hh iy, gu g, w w, y y`),
  ],
  [
    'it',
    tableOf(`
  ce ch eh, ci ch iy, cia ch aa, cio ch ao, ciu ch uw, che k eh, chi k iy, ge jh eh, gi jh iy, gia jh aa,
  gio jh ao, giu jh uw, ghe g eh, ghi g iy, gn n y, gli l y iy, sce sh eh, sci sh iy, z t s, h, qu k w`),
  ],
  [
    'pt',
    tableOf(`
  j zh, ge zh eh, gi zh iy, ch sh, lh l y, nh n y, h, x sh, ão aw, õe oy, qu k`),
  ],
  [
    'ca',
    tableOf(`
  j zh, ge zh eh, gi zh iy, ny n y, ll l y, h, x sh, tx ch, qu k`),
  ],
  [
    'pl',
    tableOf(`
  c t s, ch hh, rz zh, w v, ó uw, ci ch iy, si sh iy, ą ao n, ę eh n, y ih`),
  ],
  [
    'cs',
    tableOf(`
  c t s, ce t s eh, ci t s iy, ch hh, ou ow, ě y eh, w v`),
  ],
  [
    'nl',
    tableOf(`
  oe uw, ui aw, ij ey, ei ey, eu uh, uu ux, ie iy, aa aa, ee ey, oo ow, g hh, ch hh, sch s hh, w v`),
  ],
  [
    'fi',
    tableOf(`
  y ux, ä ae, aa aa, ää ae, ee eh, ii iy, oo ao, uu uw, yy ux, öö uh`),
  ],
  [
    'sv',
    tableOf(`
  y ux, sj sh, tj sh, sk s k, å ao`),
  ],
  [
    'tr',
    tableOf(`
  c jh, ce jh eh, ci jh iy, j zh, ç ch, y y`),
  ],
]);

const CYRILLIC = tableOf(`
  а aa, б b, в v, г g, ґ g, д d, е y eh, ё y ao, є y eh, ж zh, з z, и iy, і iy, ї y iy, й y, к k, л l, м
  m, н n, о ao, п p, р r, с s, т t, у uw, ф f, х hh, ц t s, ч ch, ш sh, щ sh, ъ, ы ih, ь, э eh, ю y uw, я
  y aa, ў w, ј y, љ l y, њ n y, ћ ch, ђ jh, џ jh, ѓ jh, ќ k`);

/**
 * CMU/radio phones by a word's letters (lower case), or null when it has letters of neither Latin nor Cyrillic
 * script. `language` is a two-letter code. A letter with an accent that no table has is taken without it.
 */
export function phonesByGraphemes(word: string, language = ''): string[] | null {
  const own = BY_LANGUAGE.get(language);
  const letters = word.normalize('NFC');
  const phones: string[] = [];
  for (let at = 0; at < letters.length; ) {
    const found = longest(letters, at, own);
    if (found === null) return null;
    if (found.phones) phones.push(...found.phones.split(' '));
    at += found.length;
  }
  // A doubled letter is one movement.
  return phones.filter((phone, at) => phone !== phones[at - 1]);
}

function longest(
  letters: string,
  at: number,
  own: Table | undefined,
): { phones: string; length: number } | null {
  for (let length = Math.min(3, letters.length - at); length > 0; length--) {
    const key = letters.slice(at, at + length);
    const phones = own?.get(key) ?? LATIN.get(key) ?? CYRILLIC.get(key);
    if (phones !== undefined) return { phones, length };
  }
  const letter = letters[at] ?? '';
  const bare = letter.normalize('NFD')[0] ?? '';
  const phones = own?.get(bare) ?? LATIN.get(bare) ?? CYRILLIC.get(bare);
  if (phones !== undefined) return { phones, length: 1 };
  return /\p{L}/u.test(letter) ? null : { phones: '', length: 1 };
}
