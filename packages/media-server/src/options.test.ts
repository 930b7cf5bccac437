import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, type MediaServerOptions, resolveSettings } from './options.js';

const options: MediaServerOptions = {
  host: '127.0.0.1',
  port: 0,
  apiKey: 'key',
  apiSecret: 'a-secret-of-some-length',
  udpPorts: [50_000, 50_199],
  loopbackOnly: true,
};

describe('options', () => {
  it('come with defaults for every limit', () => {
    expect(resolveSettings({ ...options, limits: { maxRooms: 3 } }).limits).toEqual({
      ...DEFAULT_LIMITS,
      maxRooms: 3,
    });
  });

  it.each([
    ['udpPorts', { udpPorts: [50_200, 50_100] as [number, number] }],
    ['udpPorts', { udpPorts: [0, 10] as [number, number] }],
    ['port', { port: 70_000 }],
    ['apiKey', { apiKey: '' }],
    ['apiSecret', { apiSecret: 'short' }],
    ['limits.maxRooms', { limits: { maxRooms: 0 } }],
  ])('are refused by the name of what is wrong: %s', (name, wrong) => {
    expect(() => resolveSettings({ ...options, ...wrong })).toThrow(name);
  });
});
