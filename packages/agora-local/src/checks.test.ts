import { expect, test } from 'vitest';
import { checkJoin, uidOf } from './checks.js';

const GOOD = ['a'.repeat(32), 'session-0123456789abcdef01234567', '007token', 7] as const;

test('what the original takes is taken', () => {
  for (const uid of [0, 4_294_967_295, 'a name', null, undefined]) {
    expect(() => checkJoin(GOOD[0], GOOD[1], GOOD[2], uid)).not.toThrow();
  }
  expect(() => checkJoin(GOOD[0], 'a b!#$%&()+-:;<=.>?@[]^_{}|~,', null, 7)).not.toThrow();
});

test.each([
  ['an app id that is none', ['', GOOD[1], GOOD[2], 7]],
  ['a channel with a letter beyond ASCII', [GOOD[0], 'Ümlaut', GOOD[2], 7]],
  ['a channel of 65 letters', [GOOD[0], 'a'.repeat(65), GOOD[2], 7]],
  ['a token that is none', [GOOD[0], GOOD[1], undefined, 7]],
  ['a uid below zero', [...GOOD.slice(0, 3), -1]],
  ['a uid above 32 bits', [...GOOD.slice(0, 3), 2 ** 32]],
  ['a uid between two numbers', [...GOOD.slice(0, 3), 1.5]],
  ['a uid without a letter', [...GOOD.slice(0, 3), '']],
  ['a uid of 256 letters', [...GOOD.slice(0, 3), 'a'.repeat(256)]],
])('%s is refused', (_, [appid, channel, token, uid]) => {
  expect(() => checkJoin(appid, channel, token, uid)).toThrow(
    expect.objectContaining({ code: 'INVALID_PARAMS' }),
  );
});

test('uids are numbers where they can be', () => {
  expect(['7', '4294967295', '4294967296', '007', 'avatar'].map(uidOf)).toEqual([
    7,
    4_294_967_295,
    '4294967296',
    '007',
    'avatar',
  ]);
});
