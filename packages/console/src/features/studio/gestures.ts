import type { ActionName, Expression } from '@avatarium/contract';

/** In the order of the keys 1 to 8. */
export const ACTIONS: { action: ActionName; label: string }[] = [
  { action: 'hand_wave', label: 'Wave' },
  { action: 'cheer', label: 'Cheer' },
  { action: 'thumbs_up', label: 'Thumbs up' },
  { action: 'pump_fists', label: 'Pump fists' },
  { action: 'nod', label: 'Nod' },
  { action: 'shake', label: 'Shake head' },
  { action: 'waft_left', label: 'Waft left' },
  { action: 'waft_right', label: 'Waft right' },
];

/** In the order of the keys Shift+1 to Shift+7. */
export const EXPRESSIONS: { expression: Expression; label: string }[] = [
  { expression: 'happiness', label: 'Happy' },
  { expression: 'surprise', label: 'Surprised' },
  { expression: 'sadness', label: 'Sad' },
  { expression: 'angry', label: 'Angry' },
  { expression: 'fear', label: 'Afraid' },
  { expression: 'disgust', label: 'Disgusted' },
  { expression: 'contempt', label: 'Contempt' },
];
