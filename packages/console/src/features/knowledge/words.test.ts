import type { KnowledgeBase } from '@avatarium/contract';
import { expect, it } from 'vitest';
import { contentWords, isIndexing, isSearchable, stateWords, totalBytes } from './words.js';

function base(docs: (1 | 2 | 3 | 4)[], pages: (1 | 2 | 3 | 4)[] = [], from: 1 | 2 = 2): KnowledgeBase {
  const url = (at: number) => `https://x.example/${at}`;
  return {
    _id: '0'.repeat(24),
    team_id: '',
    uid: 1,
    user_type: 1,
    from,
    name: 'Handbook',
    prologue: '',
    prompt: '',
    docs: docs.map((status, at) => ({ name: `${at}.pdf`, url: url(at), size: 10, status, error: null })),
    urls: pages.map((_, at) => url(at)),
    url_states: pages.map((status, at) => ({ url: url(at), name: '', status, error: null })),
    create_time: 0,
    update_time: 0,
  };
}

it.each<[KnowledgeBase, string, string]>([
  [base([]), 'Empty', '–'],
  [base([3, 3]), 'Ready', '2 documents'],
  [base([3], [3]), 'Ready', '1 document, 1 page'],
  [base([1, 3], [2]), '2 to index', '2 documents, 1 page'],
  [base([4, 3], [4]), '2 failed', '2 documents, 1 page'],
  [base([4, 1]), '1 to index', '2 documents'],
  [base([], [], 1), 'Built in', 'About this server'],
])('says how a knowledge base is', (shown, state, content) => {
  expect([stateWords(shown).label, contentWords(shown)]).toEqual([state, content]);
});

it('knows whether there is more to come, and whether there is anything to find', () => {
  expect([base([2]), base([3], [1]), base([3, 4])].map(isIndexing)).toEqual([true, true, false]);
  expect([base([2]), base([4], [3]), base([], [], 1)].map(isSearchable)).toEqual([false, true, true]);
  expect(totalBytes(base([1, 2, 4]))).toBe(30);
});
