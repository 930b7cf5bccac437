import { expect, it } from 'vitest';
import { z } from 'zod';
import { problemWords } from './problem-words.js';

const wordsFor = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value, { error: problemWords }).error?.issues[0]?.message;

it('says what a value must be, after the name of its field', () => {
  expect(wordsFor(z.number().max(3600), 9999)).toBe('must be at most 3600');
  expect(wordsFor(z.number().positive(), 0)).toBe('must be more than 0');
  expect(wordsFor(z.string().min(2), 'x')).toBe('must have at least 2 characters');
  expect(wordsFor(z.array(z.string()).max(1), ['x', 'y'])).toBe('must have at most 1 items');
  expect(wordsFor(z.number(), 'many')).toBe('must be a number');
  expect(wordsFor(z.number(), undefined)).toBe('is required');
  expect(wordsFor(z.int(), 1.5)).toBe('must be a whole number');
  expect(wordsFor(z.boolean(), 'yes')).toBe('must be true or false');
  expect(wordsFor(z.enum(['agora', 'livekit']), 'x')).toBe('must be agora or livekit');
  expect(wordsFor(z.strictObject({}), { hue: 1 })).toBe('has fields that are not known: hue');
});

it('leaves a schema its own words', () => {
  expect(wordsFor(z.number('must be a number of seconds'), 'x')).toBe('must be a number of seconds');
});
