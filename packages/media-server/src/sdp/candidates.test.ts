import { expect, it } from 'vitest';
import { advertiseAddress } from './candidates.js';

it('puts the advertised address in place of the host address, and of that alone', () => {
  const sdp = [
    'c=IN IP4 0.0.0.0',
    'a=candidate:abc 1 udp 2130706431 10.1.2.3 50010 typ host',
    'a=candidate:def 1 udp 2130706431 127.0.0.1 50011 typ host',
    '',
  ].join('\r\n');
  expect(advertiseAddress(sdp, '203.0.113.9')).toBe(sdp.replace('10.1.2.3', '203.0.113.9'));
});
