/**
 * The numbers of co-articulation, for every source of a track: timed phones (`phones-to-visemes.ts`) and sound
 * (`shaping/`). The targets of the single phones are in `phones.ts`, with theirs. What follows no source is ours,
 * and says why.
 *
 * | what | value | source |
 * |---|---|---|
 * | shape of a target's dominance | exponent 2, e^-2 at its edge | Cohen & Massaro 1993; the exponent is ours: 1 leaves a corner in every curve |
 * | longest blend | 90 ms | ours: vowels longer than twice this hold still in their middle |
 * | shortest target | ±20 ms | ours: a flap moves the mouth for about 40 ms |
 * | vowel's reach | 0.5 at 40 ms to 1 at 130 ms | undershoot by duration: Lindblom 1963; the end points are ours, about his shortest and longest vowels |
 * | diphthong | 60 % nucleus, glide reached by 45 % | the second target is rarely reached: Gay 1968; the shares are ours |
 * | rounding's lead and lag | 120 ms and 60 ms | a lead of fixed time: Bell-Berti & Harris 1982; the lag is ours, half of it |
 * | closing and parting of lips | 45 ms | Löfqvist & Gracco 1997, lip closures of stops |
 * | jaw at a contact | 0.1 | ours: 1.5 mm of 15 mm, which the lips' own flesh bridges |
 * | jaw's speed | 10 openings a second | about 150 mm/s at most in fluent speech: Nelson, Perkell & Westbury 1984 |
 * | weights' speed | 35 a second | follows from closing in 45 ms |
 * | inertia | ±30 ms | ours: removes corners, and is shorter than a closure |
 * | pauses | lips stay as they are below 30 ms, meet from 120 ms | ours: stop gaps are shorter than the one, breath pauses longer than the other |
 *
 * - Bell-Berti & Harris (1982), Temporal patterns of coarticulation: lip rounding. JASA 71
 * - Cohen & Massaro (1993), Modeling coarticulation in synthetic visual speech
 * - Gay (1968), Effect of speaking rate on diphthong formant movements. JASA 44
 * - International Phonetic Association (1999), Handbook
 * - Keating, Lindblom, Lubker & Kreiman (1994), Variability in jaw height for segments in English and Swedish VCVs.
 *   J. Phonetics 22
 * - Lindblom (1963), Spectrographic study of vowel reduction. JASA 35
 * - Löfqvist (1990), Speech as audible gestures
 * - Löfqvist & Gracco (1997), Lip and jaw kinematics in bilabial stop consonant production. JSLHR 40
 * - Nelson, Perkell & Westbury (1984), Mandible movements during increasingly rapid articulations. JASA 75
 */

/** Longer phones hold their target; only their ends, this long, blend. */
export const MAX_BLEND_S = 0.09;
/** Steepness of dominance: at its own boundary a target has e^-2 of its strength. */
export const STEEPNESS = 2;
/** Half of a target's shortest extent. */
export const MIN_HALF_S = 0.02;

/** A vowel this short reaches only VOWEL_FLOOR of its target, one of FULL length all of it. */
export const VOWEL_SHORT_S = 0.04;
export const VOWEL_FULL_S = 0.13;
export const VOWEL_FLOOR = 0.5;
/** Share of a diphthong's time spent on its nucleus, and of the glide that is reached. */
export const NUCLEUS_TIME = 0.6;
export const GLIDE_REACH = 0.45;

/** Lips do not meet in a pause this short, and do in one that is FULL long. */
export const PAUSE_SHORT_S = 0.03;
export const PAUSE_FULL_S = 0.12;
export const PAUSE_FLOOR = 0.15;

/** Rounding starts before and outlasts its phone by about this much. */
export const ROUNDING_LEAD_S = 0.12;
export const ROUNDING_LAG_S = 0.06;

/** Lips close and part in about this time, however short the closure. */
export const CLOSING_S = 0.045;
/** Jaw opening under which lips or lip and teeth can meet. */
export const CONTACT_JAW = 0.1;
/** Fastest jaw, in full speech openings (about 15 mm) a second. */
export const MAX_JAW_SPEED = 10;
/** Fastest weight, per second: the steepest moment of a raised cosine that rises from 0 to 1 in CLOSING_S. */
export const MAX_WEIGHT_SPEED = Math.PI / 2 / CLOSING_S;
/** Half the window over which lips and jaw, being heavy, average what is asked of them. */
export const INERTIA_S = 0.03;
