import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makePack } from '../avatars/import/testing/pack.js';
import { run } from './run.js';

const TIMEOUT_MS = 120_000;

describe('avatarium avatars', () => {
  let folder: string;
  let printed = '';
  let complained = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'avatarium-avatars-cli-'));
    vi.stubEnv('DATA_DIR', join(folder, 'data'));
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += text;
      return true;
    });
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      complained += text;
      return true;
    });
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });

  async function avatars(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    printed = '';
    complained = '';
    const code = await run(['avatars', ...args]);
    return { code, out: printed, err: complained };
  }
  const put = async (name: string, bytes: Uint8Array | string) => {
    await writeFile(join(folder, name), bytes);
    return join(folder, name);
  };

  it('says what is in a pack, and what is wrong with it', async () => {
    const consent = { statement: 'It is me', givenAt: 1_750_000_000_000 };
    const file = await put('me.avatar', makePack({ name: 'Zoë', consent, licence: 'MIT' }));
    const { code, out } = await avatars('inspect', file);
    expect(code).toBe(0);
    expect(out).toMatch(/^name +Zoë$/m);
    expect(out).toMatch(/^kind +photo$/m);
    expect(out).toMatch(/^picture +256 × 256, without a matte$/m);
    expect(out).toMatch(/^mesh +8 vertices, 8 triangles$/m);
    expect(out).toMatch(/^licence +MIT$/m);
    expect(out).toMatch(/^consent +It is me \(2025/m);
    expect(out).toMatch(/^quality +50 %\n +- The face is small$/m);
    expect(JSON.parse((await avatars('inspect', file, '--json')).out)).toMatchObject({ name: 'Zoë' });
    const broken = await put('broken.avatar', makePack().subarray(0, -100));
    expect(await avatars('inspect', broken)).toEqual({
      code: 1,
      out: '',
      err: `avatarium: ${broken}: avatar pack: is not a ZIP file\n`,
    });
  });

  it(
    'takes a pack in without a server, lists it, writes it out again and deletes it',
    async () => {
      const file = await put('Zoë at work.avatar', makePack({ name: 'Zoë at work' }));
      const imported = await avatars('import', file, '--consent', 'I agree.');
      expect(imported).toMatchObject({ code: 0, err: '' });
      expect(imported.out).toContain('"Zoë at work" is ready: sessions can ask for avatar_id zoe-at-work.');
      const { out } = await avatars('list', '--json');
      expect(JSON.parse(out)).toMatchObject([
        {
          avatar_id: 'zoe-at-work',
          status: 3,
          account: 'default',
          consent: 'I agree.',
          quality: { score: 0.5 },
        },
      ]);
      const target = join(folder, 'out.avatar');
      expect(await avatars('export', 'zoe-at-work', target)).toMatchObject({ code: 0 });
      expect((await avatars('inspect', target)).out).toMatch(/^consent +I agree\. /m);
      // What it was made of has been a means to an end.
      expect(await readdir(join(folder, 'data/files'))).toHaveLength(4);
      expect(await readdir(join(folder, 'data/files/incoming'))).toEqual([]);

      expect(await avatars('delete', 'zoe-at-work')).toMatchObject({
        code: 0,
        out: 'Deleted "Zoë at work" (zoe-at-work).\n',
      });
      const text = await put('not-me.png', 'a text');
      const refused = await avatars('import', text);
      expect(refused.code).toBe(1);
      expect(refused.err).toMatch(/^avatarium: no avatar can be made of it: what it leads to is no media/);
      expect(await readdir(join(folder, 'data/files'))).toEqual(['incoming']);
      expect((await readFile(target)).subarray(0, 2).toString()).toBe('PK');
    },
    TIMEOUT_MS,
  );

  it('names what is wrong with a command', async () => {
    for (const [args, words] of [
      [['import'], 'avatars import: which FILE?'],
      [['export', 'me'], 'avatars export: which FILE?'],
      [['list', 'me'], 'there is no place for "me"'],
      [['explode'], 'unknown command "avatars explode"'],
      [['list', '--name', 'x'], '--name: goes with "avatars import" only'],
      [['import', join(folder, 'me.avatar'), '--id', 'a b'], '--id: must be 1 to 64 letters'],
      [['import', join(folder, 'nothing.png')], 'there is no such file'],
    ] as const) {
      const { code, err } = await avatars(...args);
      expect(err).toContain(words);
      expect(code).toBeGreaterThan(0);
    }
  });
});
