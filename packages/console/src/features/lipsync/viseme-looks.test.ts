import { VISEMES } from '@avatarium/contract/face';
import { expect, it } from 'vitest';
import { fillsOf, INK } from './viseme-looks.js';

/** Relative luminance of `#rrggbb`, WCAG 2. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const contrast = (a: string, b: string): number => {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};

it.each(['light', 'dark'] as const)('gives every viseme a colour of its own, to be read on: %s', (theme) => {
  const fills = fillsOf(theme);
  expect(new Set(fills).size).toBe(VISEMES.length);
  for (const [i, fill] of fills.entries()) {
    expect(contrast(fill, INK), VISEMES[i]).toBeGreaterThan(4.5);
  }
});
