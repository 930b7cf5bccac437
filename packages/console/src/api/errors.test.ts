import { expect, it } from 'vitest';
import { ApiError } from './client.js';
import { errorCode, fieldProblem, plainWords } from './errors.js';

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

it('says what is gone, as far as it is known', () => {
  expect(plainWords(new ApiError(1008, 'avatar_id: there is no avatar "x"'))).toMatch(/presenter/);
  expect(plainWords(new ApiError(1014, 'The key does not exist'))).toBe('The key does not exist (code 1014)');
});

it('finds the field that the server names', () => {
  expect(fieldProblem(new ApiError(1003, 'voice_params.speed: must be at most 1.2'))).toEqual({
    field: 'voice_params.speed',
    problem: 'must be at most 1.2',
  });
  expect(fieldProblem(new ApiError(1009, 'A key with limits cannot manage keys'))).toBeUndefined();
  expect(fieldProblem(new Error('name: not of the API'))).toBeUndefined();
});
