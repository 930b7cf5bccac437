import { expect, it } from 'vitest';
import { ApiError } from './client.js';
import { errorCode, plainWords } from './errors.js';

it('says what to do about a full server', () => {
  expect(plainWords(new ApiError(1215, 'busy'))).toMatch(/end a running session/i);
});

it('passes on the words of the server where it knows none better, with the code', () => {
  expect(plainWords(new ApiError(1003, 'duration: must be at most 3600'))).toBe(
    'duration: must be at most 3600 (code 1003)',
  );
});

it('tells an unreachable server from one that answers nonsense', () => {
  const gone = plainWords(new ApiError(0, 'The server cannot be reached'));
  const odd = plainWords(new ApiError(0, 'The server answered with something unexpected (HTTP 502)'));
  expect(gone).toMatch(/still running/);
  expect(odd).toMatch(/502/);
});

it('gives a code only for errors of the API', () => {
  expect(errorCode(new ApiError(1215, ''))).toBe(1215);
  expect(errorCode(new Error('x'))).toBeUndefined();
});
