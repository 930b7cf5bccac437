import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SCRIPT = path.join(import.meta.dirname, '../scripts/licences.mjs');

describe('the check of licences', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'avatarium-licences-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** What the check says of a tree with one package in it; empty when it is content. */
  function check(entry: object, native?: string): string {
    const name = 'node_modules/a';
    writeFileSync(
      path.join(root, 'package-lock.json'),
      JSON.stringify({ packages: { '': {}, [name]: entry } }),
    );
    if (native !== undefined) {
      mkdirSync(path.join(root, name, 'lib'), { recursive: true });
      writeFileSync(path.join(root, name, 'lib', 'a.node'), `\0\x01${native}\0`);
    }
    const { status, stderr } = spawnSync(process.execPath, [SCRIPT, root], { encoding: 'utf8' });
    expect(status).toBe(stderr === '' ? 0 : 1);
    return stderr;
  }

  it.each(['GPL-3.0-or-later', 'AGPL-3.0-only', '(GPL-2.0 OR AGPL-3.0)', 'MIT AND GPL-3.0'])(
    'refuses %s',
    (license) => {
      expect(check({ license })).toContain(`node_modules/a: licence ${license}`);
    },
  );

  it.each(['MIT', 'LGPL-2.1-or-later', '(MIT OR GPL-3.0-or-later)', 'Apache-2.0 AND LGPL-3.0-or-later'])(
    'takes %s',
    (license) => expect(check({ license })).toBe(''),
  );

  it('takes anything for development alone', () => {
    expect(check({ license: 'GPL-3.0', dev: true })).toBe('');
  });

  it.each(['configuration: --enable-gpl --enable-x264', '/usr/share/espeak-ng-data'])(
    'refuses a native file that says %j, whatever its package says',
    (native) => expect(check({ license: 'MIT' }, native)).toContain('node_modules/a/lib/a.node: says'),
  );

  it('takes a native file that says nothing of the kind', () => {
    expect(check({ license: 'MIT' }, 'configuration: --disable-gpl')).toBe('');
  });
});
