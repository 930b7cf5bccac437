import { describe, expect, it } from 'vitest';
import { equalSecrets, makeCredential } from './credentials.js';

describe('credentials', () => {
  it('have the length of an AES-192 key and are never the same', () => {
    const made = Array.from({ length: 50 }, makeCredential);
    expect(new Set(made).size).toBe(50);
    for (const one of made) {
      expect(one).toMatch(/^[A-Za-z0-9]{24}$/);
    }
  });

  it('are compared as texts of any length', () => {
    expect(equalSecrets('same', 'same')).toBe(true);
    expect(equalSecrets('same', 'sane')).toBe(false);
    expect(equalSecrets('same', 'longer')).toBe(false);
    expect(equalSecrets('', '')).toBe(true);
  });
});
