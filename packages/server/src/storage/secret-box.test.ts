import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openSecretBox, SecretBox } from './secret-box.js';

const folder = mkdtempSync(join(tmpdir(), 'avatarium-box-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const box = new SecretBox(Buffer.from('one master key'));
const other = new SecretBox(Buffer.from('another master key'));

describe('a secret box', () => {
  it('opens what it sealed, and seals the same text differently each time', () => {
    const sealed = box.seal('naïve secret 🔑');
    expect(sealed).not.toContain('secret');
    expect(box.open(sealed)).toBe('naïve secret 🔑');
    expect(box.seal('naïve secret 🔑')).not.toBe(sealed);
    expect(box.open(box.seal(''))).toBe('');
  });

  it('notices a foreign key and every change', () => {
    const sealed = box.seal('secret');
    expect(() => other.open(sealed)).toThrow();
    const [version, nonce, tag, body = ''] = sealed.split('.');
    const flipped = Buffer.from(body, 'base64url').map((byte, i) => (i === 0 ? byte ^ 1 : byte));
    expect(() =>
      box.open([version, nonce, tag, Buffer.from(flipped).toString('base64url')].join('.')),
    ).toThrow();
    expect(() => box.open('plain text')).toThrow();
  });

  it('hashes by its key', () => {
    expect(box.hash('a')).toBe(box.hash('a'));
    expect(box.hash('a')).not.toBe(other.hash('a'));
    expect(box.hash('a')).toMatch(/^[0-9a-f]{64}$/);
  });

  it('gives another key for each purpose', () => {
    expect(box.keyFor('a')).toEqual(box.keyFor('a'));
    expect(box.keyFor('a')).not.toEqual(box.keyFor('b'));
  });
});

describe('the key file', () => {
  it('is made once, for its owner only, and read ever after', () => {
    const sealed = openSecretBox(folder, undefined).seal('kept');
    const path = join(folder, 'secret.key');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(openSecretBox(folder, undefined).open(sealed)).toBe('kept');
    const key = readFileSync(path, 'utf8');
    writeFileSync(path, key.slice(0, 10));
    expect(() => openSecretBox(folder, undefined)).toThrow(/^SECRET_KEY: .* is damaged/);
    writeFileSync(path, key);
  });

  it('is not used when the setting is there', () => {
    const sealed = openSecretBox(folder, 'a key from the setting').seal('kept');
    expect(() => openSecretBox(folder, undefined).open(sealed)).toThrow();
    expect(openSecretBox(join(folder, 'none'), 'a key from the setting').open(sealed)).toBe('kept');
  });
});
