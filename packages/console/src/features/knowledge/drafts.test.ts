import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isPageHeld } from '../../upload/leave-guard.js';
import { changesIn, draftOf, dropSaved, forgetDrafts, keepDraft } from './drafts.js';

const saved = { name: 'Handbook', prologue: 'Hello', prompt: '' };

beforeEach(() => {
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('removeEventListener', () => {});
});
afterEach(() => {
  forgetDrafts();
  vi.unstubAllGlobals();
});

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

it('drops what was saved, and keeps what was written while it was', () => {
  keepDraft('a', { name: 'Manual', prompt: 'Be brief and kind.' });
  dropSaved('a', { name: 'Manual', prompt: 'Be brief.' });
  expect(draftOf('a')).toEqual({ prompt: 'Be brief and kind.' });
});

it('holds the page as long as something is not saved', () => {
  keepDraft('a', { prompt: 'Be brief.' });
  keepDraft('b', { name: 'B' });
  dropSaved('a', { prompt: 'Be brief.' });
  expect(isPageHeld()).toBe(true);
  forgetDrafts();
  expect(isPageHeld()).toBe(false);
});
