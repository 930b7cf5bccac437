import { expect, it } from 'vitest';
import type { LoggedRequest } from '../../api/requests.js';
import { gist, resultWords } from './words.js';

const request = (change: Partial<LoggedRequest>): LoggedRequest => ({
  id: '1',
  time: 0,
  method: 'GET',
  path: '/',
  query: {},
  body: null,
  status: 200,
  code: 1000,
  msg: 'OK',
  ms: 1,
  key: 'default',
  accepted: [],
  broken: [],
  ...change,
});
const broken = (field: string | null) => ({ field, problem: 'must be 1 or 2', rule: '' });

it('tells a failure by its code, and by its status where there is none', () => {
  expect(resultWords(request({}))).toEqual({ label: '1000', look: 'running' });
  expect(resultWords(request({ code: 1003 }))).toEqual({ label: '1003', look: 'failed' });
  expect(resultWords(request({ code: null, status: 206 }))).toEqual({ label: 'HTTP 206', look: 'running' });
  expect(resultWords(request({ code: null, status: 404 }))).toEqual({ label: 'HTTP 404', look: 'failed' });
});

it('says first what is wrong, then what was ignored', () => {
  const accepted = [
    { field: 'colour', note: 'is not known, and ignored' },
    { field: 'duration', note: 'is not set: 600 is used' },
  ];
  expect(gist(request({ accepted, broken: [broken('mode_type'), broken('size')] }))).toBe(
    'mode_type: must be 1 or 2, and 1 more',
  );
  expect(gist(request({ broken: [broken(null)] }))).toBe('must be 1 or 2');
  expect(gist(request({ accepted }))).toBe('Ignored: colour');
  expect(gist(request({}))).toBe('OK');
});
