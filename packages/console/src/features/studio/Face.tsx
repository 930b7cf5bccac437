import type { Expression } from '@avatarium/contract';

/** Brows and mouth of each expression, on a face of 24 by 24. */
const FEATURES: Record<Expression, { brows: string; mouth: string }> = {
  happiness: { brows: 'M6.8 8.6q1.6-1.4 3.2 0M14 8.6q1.6-1.4 3.2 0', mouth: 'M7.6 14q4.4 5 8.8 0z' },
  surprise: {
    brows: 'M6.6 6.6q1.6-1.5 3.2-.2M14.2 6.4q1.6-1.3 3.2.2',
    mouth: 'M12 13.6a1.9 2.3 0 1 0 .01 0z',
  },
  sadness: { brows: 'M6.6 8.6l3.2-1.5M14.2 7.1l3.2 1.5', mouth: 'M8.4 17q3.6-3.4 7.2 0' },
  angry: { brows: 'M6.6 6.9l3.6 1.8M13.8 8.7l3.6-1.8', mouth: 'M8.6 16.6q3.4-2.2 6.8 0' },
  fear: {
    brows: 'M6.4 7.8q1.6-2 3.4-1.8M14.2 6q1.8-.2 3.4 1.8',
    mouth: 'M7.8 16.4l2.1-1.6 2.1 1.6 2.1-1.6 2.1 1.6',
  },
  disgust: { brows: 'M6.6 7.6l3.4.9M14 8.5l3.4-.9', mouth: 'M8 16.6q1.6-2.6 4-1.2t4-1.4' },
  contempt: { brows: 'M6.6 8.4h3.4M14 7.4q1.7-1.4 3.4-.2', mouth: 'M8.4 16q3.8.6 7-2' },
};

export function Face({ expression, size = 20 }: { expression: Expression; size?: number }) {
  const { brows, mouth } = FEATURES[expression];
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <circle cx="12" cy="12" r="10" />
      <path d={brows} />
      <path d="M8.4 11.1v.2M15.6 11.1v.2" strokeWidth="2.2" />
      <path d={mouth} />
    </svg>
  );
}
