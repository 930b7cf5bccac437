import { describe, expect, it } from 'vitest';
import { ApiError, ERRORS, type ErrorName } from './errors.js';

describe('the error registry', () => {
  const kinds = Object.values(ERRORS);

  it('uses each code once, and none of those that are not sent', () => {
    const codes = kinds.map((kind) => kind.code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const unused of [1000, 1214, 1217, 1219]) {
      expect(codes).not.toContain(unused);
    }
  });

  it('says something to people and to HTTP', () => {
    for (const kind of kinds) {
      expect(kind.message).toMatch(/^[A-Z].*[^.]$/);
      expect(kind.httpStatus).toBeGreaterThanOrEqual(400);
    }
  });

  it('makes errors that carry code, message and data', () => {
    const names = Object.keys(ERRORS) as ErrorName[];
    for (const name of names) {
      expect(new ApiError(name)).toMatchObject({ code: ERRORS[name].code, message: ERRORS[name].message });
    }
    expect(new ApiError('busy', 'Later', { data: 1 })).toMatchObject({
      code: 1215,
      message: 'Later',
      data: 1,
    });
    expect(ApiError.parameter('duration', 'is too long')).toMatchObject({
      code: 1003,
      message: 'duration: is too long',
    });
  });
});
