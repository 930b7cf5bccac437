/**
 * The one viseme table that training, scoring and rendering share.
 * Order matters: a weight vector is indexed by it.
 */
export const VISEMES = [
  'sil',
  'PP',
  'FF',
  'TH',
  'DD',
  'kk',
  'CH',
  'SS',
  'nn',
  'RR',
  'aa',
  'E',
  'ih',
  'oh',
  'ou',
] as const;

export type Viseme = (typeof VISEMES)[number];
export const VISEME_COUNT = VISEMES.length;
