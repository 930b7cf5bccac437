import { expect, test } from 'vitest';
import { MessageLimit } from './message-limit.js';

test('a message has 1,024 bytes at most', () => {
  const limit = new MessageLimit();
  limit.count(1024, 0);
  expect(() => limit.count(1025, 0)).toThrow(expect.objectContaining({ code: 'INVALID_PARAMS' }));
});

test('a second has 60 messages, whenever it begins', () => {
  const limit = new MessageLimit();
  for (let at = 0; at < 60; at++) limit.count(10, at * 10);
  expect(() => limit.count(10, 999)).toThrow(expect.objectContaining({ code: 'UNEXPECTED_RESPONSE' }));
  limit.count(10, 1001);
});

test('a second has 30 KB', () => {
  const limit = new MessageLimit();
  for (let at = 0; at < 30; at++) limit.count(1024, 0);
  expect(() => limit.count(1, 500)).toThrow(/too fast/);
  limit.count(1, 1000);
});
