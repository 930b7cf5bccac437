import { DOCUMENT_EXTENSIONS, KNOWLEDGE_LIMITS } from '@avatarium/contract';
import { describe, expect, it } from 'vitest';
import { documentProblem, EXTENSIONS, LIMITS } from './limits.js';

const MB = 1024 * 1024;
const nothing = { count: 0, bytes: 0 };

it('knows the limits of the contract', () => {
  expect(LIMITS).toEqual(KNOWLEDGE_LIMITS);
  expect(EXTENSIONS).toEqual(DOCUMENT_EXTENSIONS);
});

describe('a document', () => {
  it('is taken up to the very limit', () => {
    expect(
      documentProblem({ name: 'a.PDF', size: 100 * MB }, { count: 99, bytes: 400 * MB }),
    ).toBeUndefined();
    expect(documentProblem({ name: 'v1.2.md', size: 1 }, nothing)).toBeUndefined();
  });

  it.each<[string, number, { count: number; bytes: number }, RegExp]>([
    ['prices.xlsx', 10, nothing, /cannot be read.*PDF/],
    ['README', 10, nothing, /cannot be read/],
    ['empty.txt', 0, nothing, /empty/],
    ['large.pdf', 100 * MB + 1, nothing, /may have 100 MB/],
    ['a.pdf', 1, { count: 100, bytes: 0 }, /takes 100 documents/],
    ['a.pdf', 2, { count: 1, bytes: 500 * MB - 1 }, /more than 500 MB/],
  ])('is refused with its reason: %s of %d bytes', (name, size, held, reason) => {
    expect(documentProblem({ name, size }, held)).toMatch(reason);
  });
});
