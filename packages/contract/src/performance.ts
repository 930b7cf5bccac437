/** What `set-action` may ask of an avatar. */
export const EXPRESSIONS = [
  'angry',
  'disgust',
  'fear',
  'happiness',
  'sadness',
  'surprise',
  'contempt',
] as const;
export type Expression = (typeof EXPRESSIONS)[number];

export const ACTIONS = [
  'hand_wave',
  'cheer',
  'thumbs_up',
  'pump_fists',
  'nod',
  'shake',
  'waft_left',
  'waft_right',
] as const;
export type ActionName = (typeof ACTIONS)[number];
