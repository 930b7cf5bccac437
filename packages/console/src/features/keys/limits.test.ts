import { apiKeyUpdateRequest } from '@avatarium/contract';
import { expect, it } from 'vitest';
import { changeOf, emptyKeyForm } from './limits.js';

const before = { ...emptyKeyForm, name: 'phone app', max_sessions: '3' };

it('sends what was changed, and nothing else', () => {
  expect(changeOf(before, before)).toEqual({});
  const change = changeOf(before, { ...before, name: ' tablet app ', budget_minutes: '1.5' });
  expect(change).toEqual({ name: 'tablet app', budget_minutes: 1.5 });
  expect(apiKeyUpdateRequest.parse(change)).toMatchObject(change);
});

it('removes a limit that was emptied', () => {
  expect(changeOf(before, { ...before, max_sessions: ' ' })).toEqual({ max_sessions: null });
});

it('leaves it to the server to say that something is no number', () => {
  const change = changeOf(before, { ...before, rate_per_minute: 'many' });
  expect(apiKeyUpdateRequest.safeParse(change).error?.issues[0]?.path).toEqual(['rate_per_minute']);
});
