import { expect, it } from 'vitest';
import { hrefTo, PAGE_NAMES, readRoute } from './route.js';

it('finds the way back from every address it gives', () => {
  for (const page of PAGE_NAMES) expect(readRoute(hrefTo(page))).toEqual({ page });
  expect(readRoute(hrefTo('keys', 'a/b c'))).toEqual({ page: 'keys', id: 'a/b c' });
});

it('leads to the studio from everywhere else', () => {
  for (const hash of ['', '#', '#/', '#/nowhere', '#nonsense'])
    expect(readRoute(hash)).toEqual({ page: 'studio' });
  expect(readRoute('#/keys/%E0')).toEqual({ page: 'keys', id: '%E0' });
});
