import { afterEach, expect, test } from 'vitest';
import { serverUrl } from './server-url.js';

afterEach(() => {
  globalThis.AVATARIUM_URL = undefined;
});

test('the server is where a script of its own came from', () => {
  expect(serverUrl('https://avatars.example.com/sdk/agora-local.js')).toBe('https://avatars.example.com');
  expect(serverUrl('http://127.0.0.1:8081/sdk/trtc-local.mjs?v=1')).toBe('http://127.0.0.1:8081');
  expect(serverUrl('https://example.com/avatars/sdk/agora-local.mjs')).toBe('https://example.com/avatars');
});

test('a file that some other server or a bundler made says nothing', () => {
  for (const url of [
    undefined,
    '',
    'not a url',
    'http://localhost:5173/node_modules/.vite/deps/agora-rtc-sdk-ng.js',
    'file:///app/sdk/agora-local.mjs',
    'https://cdn.example.com/sdk/something-else.js',
  ]) {
    expect(serverUrl(url)).toBe('http://localhost:8080');
  }
});

test('what the page says comes first', () => {
  globalThis.AVATARIUM_URL = 'https://avatars.example.com/live/';
  expect(serverUrl('http://127.0.0.1:8081/sdk/agora-local.js')).toBe('https://avatars.example.com/live');
});
