import { expect, it } from 'vitest';
import { changesIn, draftOf, keepDraft } from './drafts.js';

const saved = { name: 'Handbook', prologue: 'Hello', prompt: '' };

it('sends what was changed, and nothing that is as it was', () => {
  expect(changesIn({}, saved)).toEqual({});
  expect(changesIn({ name: 'Handbook', prologue: '' }, saved)).toEqual({ prologue: '' });
});

it('keeps what was not saved, for each knowledge base', () => {
  keepDraft('a', { prompt: 'Be brief.' });
  expect([draftOf('a'), draftOf('b')]).toEqual([{ prompt: 'Be brief.' }, {}]);
  keepDraft('a', {});
  expect(draftOf('a')).toEqual({});
});
