import { expect, it } from 'vitest';
import { isOwnAddress } from './udp.js';

it('tells this machine from others by where a datagram comes from', () => {
  const own = ['192.0.2.7'];
  expect(isOwnAddress('127.0.0.1', own)).toBe(true);
  expect(isOwnAddress('192.0.2.7', own)).toBe(true);
  expect(isOwnAddress('192.0.2.77', own)).toBe(false);
  expect(isOwnAddress('10.0.0.1', [])).toBe(false);
});
