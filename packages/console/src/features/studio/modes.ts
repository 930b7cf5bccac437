/** What the presenter does with a text. */
export const MODES: { value: 1 | 2; label: string }[] = [
  { value: 1, label: 'Retelling' },
  { value: 2, label: 'Dialogue' },
];

export const MODE_WORDS: Record<1 | 2, string> = {
  1: 'Says what you write or say, word for word.',
  2: 'Answers what you write or say.',
};
