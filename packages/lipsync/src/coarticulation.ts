import { VISEME_COUNT, VISEMES, type Viseme } from '@avatarium/contract/face';
import {
  CLOSING_S,
  GLIDE_REACH,
  MAX_BLEND_S,
  MIN_HALF_S,
  NUCLEUS_TIME,
  PAUSE_FLOOR,
  PAUSE_FULL_S,
  PAUSE_SHORT_S,
  ROUNDING_LAG_S,
  ROUNDING_LEAD_S,
  STEEPNESS,
  VOWEL_FLOOR,
  VOWEL_FULL_S,
  VOWEL_SHORT_S,
} from './parameters.js';
import { type Articulation, articulationOf, isAspirate, REST } from './phones.js';
import type { PhoneSegment } from './track.js';

/**
 * One thing the mouth aims at: a centre on the clock, how long it is aimed at, and how firmly. A phone makes
 * one target; a diphthong makes two.
 */
export interface Target {
  centreS: number;
  halfS: number;
  /** Viseme indexes with their shares; shares sum to 1. */
  shares: { viseme: number; share: number }[];
  dominance: number;
  jaw: number;
  jawDominance: number;
  rounding: number;
  roundingDominance: number;
}

/** A moment at which the lips must have met (bilabials) or the lip the teeth (labiodentals). */
export interface Contact {
  centreS: number;
  halfS: number;
  viseme: number;
}

const INDEX = new Map<Viseme, number>(VISEMES.map((viseme, index) => [viseme, index]));

/** Position of a viseme in a weight vector. */
export function visemeIndex(viseme: Viseme): number {
  return INDEX.get(viseme) ?? 0;
}

/** How much of its strength a phone of this length has (Lindblom 1963 for vowels). */
function reachOf({ vowel, viseme }: Articulation, durationS: number): number {
  if (vowel) return ramp(durationS, VOWEL_SHORT_S, VOWEL_FULL_S, VOWEL_FLOOR);
  if (viseme === 'sil') return ramp(durationS, PAUSE_SHORT_S, PAUSE_FULL_S, PAUSE_FLOOR);
  return 1;
}

/** Rises from `floor` at `from` to 1 at `to`. */
export function ramp(value: number, from: number, to: number, floor: number): number {
  return floor + (1 - floor) * Math.min(1, Math.max(0, (value - from) / (to - from)));
}

/** What the phones ask of the mouth, in order. Aspirates take the shape of the next phone that has one. */
export function targetsOf(phones: readonly PhoneSegment[]): Target[] {
  return phones.flatMap((segment, index) => targetsOfPhone(segment, shapeGiver(phones, index)));
}

function shapeGiver(phones: readonly PhoneSegment[], index: number): PhoneSegment | undefined {
  let at = index;
  while (at < phones.length && isAspirate(phones[at]?.phone ?? '')) at++;
  return phones[at];
}

function targetsOfPhone(segment: PhoneSegment, giver: PhoneSegment | undefined): Target[] {
  const articulation = articulationOf(giver?.phone ?? '') ?? REST;
  const durationS = segment.endS - segment.startS;
  const reach = segment === giver ? reachOf(articulation, durationS) : 1;
  const base = {
    dominance: articulation.dominance * reach,
    jawDominance: articulation.jawDominance * reach,
    roundingDominance: articulation.roundingDominance,
  };
  const viseme = visemeIndex(articulation.viseme);
  const nucleus = { ...base, jaw: articulation.jaw, rounding: articulation.rounding };
  const whole = [{ viseme, share: 1 }];
  const { glide } = articulation;
  if (!glide || segment !== giver) {
    return [{ ...nucleus, ...extent(segment.startS, segment.endS), shares: whole }];
  }
  const turnS = segment.startS + durationS * NUCLEUS_TIME;
  return [
    { ...nucleus, ...extent(segment.startS, turnS), shares: whole },
    {
      ...base,
      ...extent(turnS, segment.endS),
      jaw: glide.jaw,
      rounding: glide.rounding,
      shares: [
        { viseme, share: 1 - GLIDE_REACH },
        { viseme: visemeIndex(glide.viseme), share: GLIDE_REACH },
      ],
    },
  ];
}

function extent(startS: number, endS: number): { centreS: number; halfS: number } {
  return { centreS: (startS + endS) / 2, halfS: Math.max(MIN_HALF_S, (endS - startS) / 2) };
}

/** The contacts that must be seen whatever surrounds them. */
export function contactsOf(phones: readonly PhoneSegment[]): Contact[] {
  return phones.flatMap(({ phone, startS, endS }) => {
    const viseme = articulationOf(phone)?.viseme;
    if (viseme !== 'PP' && viseme !== 'FF') return [];
    return [{ centreS: (startS + endS) / 2, halfS: (endS - startS) / 2, viseme: visemeIndex(viseme) }];
  });
}

/**
 * Strength of a target at time t: the dominance function of Cohen & Massaro (1993), "Modeling coarticulation
 * in synthetic visual speech", with the exponent 2 and the rate tied to the phone's own length, so that two
 * neighbours are equally strong about their boundary.
 */
export function dominanceAt(target: Target, tS: number): number {
  const blendS = Math.min(target.halfS, MAX_BLEND_S);
  const beyond = Math.max(0, Math.abs(tS - target.centreS) - (target.halfS - blendS)) / blendS;
  return Math.exp(-STEEPNESS * beyond * beyond);
}

/** Strength of a target's rounding: wider than its shape, and wider before than after. */
export function roundingDominanceAt(target: Target, tS: number): number {
  const offS = tS - target.centreS;
  const marginS = offS < 0 ? ROUNDING_LEAD_S : ROUNDING_LAG_S;
  const beyond = Math.max(0, Math.abs(offS) - target.halfS) / marginS;
  return Math.exp(-STEEPNESS * beyond * beyond);
}

/**
 * Weights of all contacts at time t, written to `held` (VISEME_COUNT values); returns their sum, at most 1.
 * Where two kinds of contact meet, the stronger leaves the other what remains.
 */
export function contactsAt(
  contacts: readonly Contact[],
  tS: number,
  rowS: number,
  held: Float64Array,
): number {
  held.fill(0);
  for (const contact of contacts) {
    held[contact.viseme] = Math.max(held[contact.viseme] ?? 0, contactStrength(contact, tS, rowS));
  }
  const strongest = Math.max(...held);
  const owner = held.indexOf(strongest);
  let remaining = 1 - strongest;
  for (let viseme = 0; viseme < VISEME_COUNT; viseme++) {
    if (viseme === owner) continue;
    held[viseme] = Math.min(held[viseme] ?? 0, remaining);
    remaining -= held[viseme] ?? 0;
  }
  return 1 - remaining;
}

/** 1 over the middle of the contact (at least one row wide), falling smoothly to 0 outside of it. */
function contactStrength(contact: Contact, tS: number, rowS: number): number {
  const plateauS = Math.max(rowS * 0.5, contact.halfS * 0.5);
  const beyond = (Math.abs(tS - contact.centreS) - plateauS) / CLOSING_S;
  if (beyond <= 0) return 1;
  if (beyond >= 1) return 0;
  return 0.5 + 0.5 * Math.cos(Math.PI * beyond);
}
