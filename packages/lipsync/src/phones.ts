import type { Viseme } from '@avatarium/contract/face';

/** How one phone moves the mouth. Targets are what the articulators aim at, given time to get there. */
export interface Articulation {
  viseme: Viseme;
  /** Jaw opening aimed at, 0–1. */
  jaw: number;
  /** How firmly the phone claims the jaw, 0–1: /s/ needs it closed, /k/ hardly cares. */
  jawDominance: number;
  /** Lip rounding and protrusion aimed at, 0–1. */
  rounding: number;
  /** How firmly the phone claims the lips' rounding, 0–1. Low for consonants that take their neighbours'. */
  roundingDominance: number;
  /** How firmly the phone claims the viseme weights, 0–1. */
  dominance: number;
  /** Vowels reach their target in proportion to their length. */
  vowel: boolean;
  /** Where a diphthong glides to. */
  glide?: { viseme: Viseme; jaw: number; rounding: number };
}

type Row = [phones: string, viseme: Viseme, jaw: number, rounding: number];

/**
 * Jaw by the vowel's height and rounding by its lips in the chart of the IPA (1999); the numbers in between are
 * ours, scaled so that the widest vowel is 1. Schwas are smaller than their full vowels (Lindblom 1963).
 */
const VOWEL_ROWS: Row[] = [
  ['aa', 'aa', 1, 0],
  ['ae', 'aa', 0.9, 0],
  ['ah', 'aa', 0.65, 0],
  ['ax', 'aa', 0.4, 0],
  ['ay', 'aa', 0.95, 0],
  ['aw', 'aa', 0.95, 0.1],
  ['eh', 'E', 0.6, 0],
  ['ey', 'E', 0.55, 0],
  ['ih ix', 'ih', 0.35, 0],
  ['iy', 'ih', 0.25, 0],
  ['ao', 'oh', 0.75, 0.6],
  ['ow', 'oh', 0.55, 0.75],
  ['oy', 'oh', 0.65, 0.7],
  ['uw ux', 'ou', 0.25, 1],
  ['uh', 'ou', 0.35, 0.6],
  ['er axr', 'RR', 0.35, 0.45],
];

/** The second half of a diphthong; it is aimed at and, as in speech, only half reached. */
const GLIDES: Record<string, NonNullable<Articulation['glide']>> = {
  ay: { viseme: 'ih', jaw: 0.35, rounding: 0 },
  ey: { viseme: 'ih', jaw: 0.25, rounding: 0 },
  oy: { viseme: 'ih', jaw: 0.3, rounding: 0 },
  aw: { viseme: 'ou', jaw: 0.3, rounding: 0.85 },
  ow: { viseme: 'ou', jaw: 0.3, rounding: 0.95 },
};

type ConsonantRow = [...Row, dominance: number, jawDominance: number, roundingDominance: number];

/**
 * Dominances follow what can be seen: lips and teeth claim the face, the tongue's back hides behind the vowels
 * around it (Löfqvist 1990; Cohen & Massaro 1993). The order is theirs, the numbers are ours; so are the jaws,
 * highest for sibilants, which need the teeth together (Keating, Lindblom, Lubker & Kreiman 1994).
 */
const CONSONANT_ROWS: ConsonantRow[] = [
  ['p b m em', 'PP', 0.08, 0, 1, 0.8, 0.25],
  ['f v', 'FF', 0.12, 0, 1, 0.8, 0.3],
  ['th dh', 'TH', 0.2, 0, 0.9, 0.6, 0.15],
  ['t d dx', 'DD', 0.18, 0, 0.6, 0.55, 0.08],
  ['k g ng', 'kk', 0.28, 0, 0.5, 0.25, 0.08],
  ['ch jh sh zh', 'CH', 0.12, 0.5, 0.95, 0.8, 0.6],
  ['s z', 'SS', 0.08, 0, 0.9, 0.9, 0.12],
  ['n l el en nx', 'nn', 0.22, 0, 0.6, 0.4, 0.08],
  ['r', 'RR', 0.25, 0.45, 0.7, 0.35, 0.5],
  ['y', 'ih', 0.2, 0, 0.7, 0.5, 0.5],
  ['w', 'ou', 0.18, 1, 1, 0.6, 1],
];

const SILENCE: Articulation = {
  viseme: 'sil',
  jaw: 0,
  jawDominance: 0.5,
  rounding: 0,
  roundingDominance: 0.35,
  dominance: 0.5,
  vowel: false,
};

const ARTICULATIONS = new Map<string, Articulation>();
for (const [phones, viseme, jaw, rounding] of VOWEL_ROWS) {
  for (const phone of phones.split(' ')) {
    ARTICULATIONS.set(phone, {
      viseme,
      jaw,
      rounding,
      dominance: 1,
      jawDominance: 1,
      roundingDominance: 1,
      vowel: true,
      glide: GLIDES[phone],
    });
  }
}
for (const [phones, viseme, jaw, rounding, dominance, jawDominance, roundingDominance] of CONSONANT_ROWS) {
  for (const phone of phones.split(' ')) {
    ARTICULATIONS.set(phone, {
      viseme,
      jaw,
      rounding,
      dominance,
      jawDominance,
      roundingDominance,
      vowel: false,
    });
  }
}
for (const phone of ['pau', 'h#', 'sil', 'silence']) ARTICULATIONS.set(phone, SILENCE);

/** Phones that are breath only, shaped by what follows them. */
const ASPIRATES: ReadonlySet<string> = new Set(['hh', 'hv']);

/** "AH0" and "ah" are one phone: lower case, no stress digit. */
function canonical(phone: string): string {
  return phone.toLowerCase().replace(/[0-2]$/, '');
}

/**
 * How a phone is articulated; null for the aspirates (shaped by what follows) and for unknown names.
 */
export function articulationOf(phone: string): Articulation | null {
  return ARTICULATIONS.get(canonical(phone)) ?? null;
}

/** True for /h/, which has no shape of its own. */
export function isAspirate(phone: string): boolean {
  return ASPIRATES.has(canonical(phone));
}

/** What an unknown or missing phone is articulated as: a closed mouth. */
export const REST: Articulation = SILENCE;

/**
 * The viseme that a phone (CMU/radio name, any case, stress digit allowed) belongs to. Null for hh and hv,
 * which take the next vowel's shape, and for names that are no phone.
 */
export function phoneToViseme(phone: string): Viseme | null {
  return articulationOf(phone)?.viseme ?? null;
}
