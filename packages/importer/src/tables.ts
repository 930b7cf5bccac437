import type { Manifest } from '@avatarium/puppet/pack';

/**
 * Shapes of each viseme. The jaw's own curve comes beside the visemes and opens the mouth further; these are what a
 * mouth does at least to be read.
 */
export const VISEME_SHAPES: Manifest['visemes'] = {
  sil: {},
  PP: { press: 0.75, pucker: 0.06 },
  FF: { tuck: 1, jaw: 0.03 },
  TH: { jaw: 0.3, show: 0.15, wide: 0.05 },
  DD: { jaw: 0.29, show: 0.3, wide: 0.2 },
  kk: { jaw: 0.27 },
  CH: { jaw: 0.1, funnel: 0.85, pucker: 0.3 },
  SS: { jaw: 0.02, wide: 0.55, show: 0.6 },
  nn: { jaw: 0.2, show: 0.22, wide: 0.05 },
  RR: { jaw: 0.13, pucker: 0.45, funnel: 0.35 },
  aa: { jaw: 0.72, wide: 0.05 },
  E: { jaw: 0.42, wide: 0.45, show: 0.2 },
  ih: { jaw: 0.22, wide: 0.6, show: 0.2 },
  oh: { jaw: 0.5, pucker: 0.5, funnel: 0.15 },
  ou: { jaw: 0.16, pucker: 0.95, funnel: 0.4 },
};

export const EXPRESSION_SHAPES: Manifest['expressions'] = {
  angry: { browsDown: 1, squint: 0.45, press: 0.5, frown: 0.5 },
  disgust: { sneer: 1, squint: 0.55, browsDown: 0.45, frown: 0.45 },
  fear: { browsWorried: 0.8, browsUp: 0.45, widenEyes: 1, jaw: 0.12, wide: 0.45 },
  happiness: { smile: 0.9, squint: 0.45, browsUp: 0.15 },
  sadness: { browsWorried: 1, frown: 1, blinkLeft: 0.18, blinkRight: 0.18, gazeY: -0.3 },
  surprise: { browsUp: 1, widenEyes: 0.9, jaw: 0.32 },
  contempt: { smirk: 1, squint: 0.3, browsDown: 0.15 },
};

/** What the face does with an action; heads nod and shake by themselves. */
export const ACTION_SHAPES: Manifest['actions'] = {
  hand_wave: { smile: 0.6, browsUp: 0.5 },
  cheer: { smile: 0.9, browsUp: 0.7, jaw: 0.18 },
  thumbs_up: { smile: 0.6, squint: 0.25, browsUp: 0.25 },
  pump_fists: { smile: 0.5, squint: 0.4, browsDown: 0.3 },
  nod: { smile: 0.15 },
  shake: { browsWorried: 0.25, frown: 0.15 },
  waft_left: { browsUp: 0.4, gazeX: -0.8, smile: 0.25 },
  waft_right: { browsUp: 0.4, gazeX: 0.8, smile: 0.25 },
};
