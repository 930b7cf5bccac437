import { describe, expect, it } from 'vitest';
import { readOptions } from './options.js';
import { UsageError } from './suite/usage-error.js';

const env = { API_KEY: 'a-key' };

describe('options', () => {
  it.each([
    ['no server', [], {}, /^which server\?/],
    ['two of them', ['http://a.example', 'http://b.example'], {}, /no place for "http:\/\/b\.example"/],
    ['a server that is no URL', ['localhost:8080'], {}, /^BASE_URL: "localhost:8080" is not a URL/],
    ['an option that does not exist', ['--fast', 'http://a.example'], {}, /'--fast'/],
    ['an option without its value', ['http://a.example', '--only'], {}, /--only/],
    ['a pattern that is none', ['--only', '(', 'http://a.example'], {}, /^--only: "\(" is not/],
    ['no key', ['http://a.example'], { API_KEY: '' }, /^API_KEY is not set/],
    ['half a room', ['http://a.example'], { ROOM_URL: 'ws://a.example' }, /^ROOM_URL and ROOM_TOKEN/],
    ['a receiver that is no URL', ['http://a.example'], { WEBHOOK_RECEIVER: '8081' }, /^WEBHOOK_RECEIVER: /],
  ])('are refused in one line: %s', (_what, args, more, line) => {
    const read = () => readOptions(args, { ...env, ...more });
    expect(read).toThrow(UsageError);
    expect(read).toThrow(line);
    expect(read).not.toThrow(/\n/);
  });

  it('take a server with a path, and what the environment tells of it', () => {
    const more = { CLIENT_ID: 'client', ROOM_URL: 'ws://a.example', ROOM_TOKEN: 'token', OTHER_API_KEY: '' };
    expect(readOptions(['--only', 'close', 'https://a.example/avatars/'], { ...env, ...more })).toEqual({
      baseUrl: 'https://a.example/avatars',
      only: /close/i,
      json: false,
      environment: {
        apiKey: 'a-key',
        clientId: 'client',
        otherApiKey: null,
        room: { url: 'ws://a.example', token: 'token' },
        webhookReceiver: null,
        origin: 'https://app.example.com',
      },
    });
  });

  it('ask for help', () => {
    expect(readOptions(['--help'], {})).toBe('help');
  });
});
