import { VISEMES, type Viseme } from '@avatarium/contract/face';

export interface VisemeLook {
  /** Sounds that are said with it, as letters. */
  sounds: string;
  light: string;
  dark: string;
}

/** What is written on a viseme's colour, in both themes. */
export const INK = '#0b1416';

/**
 * Colours go round the wheel with the place of the sound: lips red, tongue from yellow to teal, vowels blue to pink.
 * The two themes differ in lightness only. (OKLCH: lightness 0.64 and 0.75, every second one 0.03 more.)
 */
export const VISEME_LOOKS: Readonly<Record<Viseme, VisemeLook>> = {
  sil: { sounds: 'quiet', light: '#a3adab', dark: '#7d8a87' },
  PP: { sounds: 'p b m', light: '#e1595b', dark: '#fa8785' },
  FF: { sounds: 'f v', light: '#e66d24', dark: '#fe9a68' },
  TH: { sounds: 'th', light: '#c2790b', dark: '#e79b3d' },
  DD: { sounds: 't d', light: '#b3920f', dark: '#d7b43b' },
  kk: { sounds: 'k g ng', light: '#17aba0', dark: '#09d3c4' },
  CH: { sounds: 'ch sh j', light: '#0da572', dark: '#45c992' },
  SS: { sounds: 's z', light: '#85970c', dark: '#a6b948' },
  nn: { sounds: 'n l', light: '#4eae45', dark: '#81ce79' },
  RR: { sounds: 'r', light: '#0b9db3', dark: '#16c3dd' },
  aa: { sounds: 'a', light: '#129fe7', dark: '#65c1fe' },
  E: { sounds: 'e', light: '#5e90fd', dark: '#94b7fd' },
  ih: { sounds: 'i y', light: '#8d75eb', dark: '#ad9efe' },
  oh: { sounds: 'o', light: '#bb64c8', dark: '#d78fe2' },
  ou: { sounds: 'u w', light: '#df63a4', dark: '#f990c4' },
};

/** The colours of one theme in the order of VISEMES. */
export const fillsOf = (theme: 'light' | 'dark'): string[] =>
  VISEMES.map((viseme) => VISEME_LOOKS[viseme][theme]);

/** A viseme's colour as CSS, following the page's theme. */
export const cssFill = (viseme: Viseme): string =>
  `light-dark(${VISEME_LOOKS[viseme].light}, ${VISEME_LOOKS[viseme].dark})`;
