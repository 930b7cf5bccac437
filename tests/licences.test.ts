import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SCRIPT = path.join(import.meta.dirname, '../scripts/licences.mjs');

interface Package {
  license: string;
  dev?: boolean;
  /** What stands in a native file of it. */
  native?: string;
}

describe('the check of licences', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'avatarium-licences-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** What the check says of a tree with these packages in it, a line each. */
  function check(packages: Record<string, Package>): string[] {
    const entries = Object.entries(packages).map(([name, { native, ...entry }]) => {
      const folder = path.join(root, 'node_modules', name, 'lib');
      mkdirSync(folder, { recursive: true });
      if (native !== undefined) writeFileSync(path.join(folder, 'a.node'), `\0\x01${native}\0`);
      return [`node_modules/${name}`, entry];
    });
    const lock = { packages: { '': {}, ...Object.fromEntries(entries) } };
    writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify(lock));
    const { status, stderr } = spawnSync(process.execPath, [SCRIPT, root], { encoding: 'utf8' });
    expect(status).toBe(stderr === '' ? 0 : 1);
    return stderr.trim().split('\n').slice(0, -1);
  }

  it('refuses packages under the GPL, and native files that tell of it whatever their package says', () => {
    const lines = check({
      gpl: { license: 'GPL-3.0-or-later' },
      agpl: { license: '(GPL-2.0 OR AGPL-3.0)' },
      both: { license: 'MIT AND GPL-3.0' },
      ffmpeg: { license: 'MIT', native: 'configuration: --enable-gpl --enable-x264' },
      speaks: { license: 'MIT', native: '/usr/share/espeak-ng-data' },
    });
    expect(lines).toEqual([
      'node_modules/gpl: licence GPL-3.0-or-later',
      'node_modules/agpl: licence (GPL-2.0 OR AGPL-3.0)',
      'node_modules/both: licence MIT AND GPL-3.0',
      'node_modules/ffmpeg/lib/a.node: says "--enable-gpl"',
      'node_modules/speaks/lib/a.node: says "espeak-ng"',
    ]);
  });

  it('takes other licences, the LGPL, a choice that has another, and anything for development alone', () => {
    const lines = check({
      mit: { license: 'MIT', native: 'configuration: --disable-gpl' },
      lgpl: { license: 'Apache-2.0 AND LGPL-3.0-or-later' },
      choice: { license: '(MIT OR GPL-3.0-or-later)' },
      tool: { license: 'GPL-3.0', dev: true, native: '--enable-gpl' },
    });
    expect(lines).toEqual([]);
  });
});
