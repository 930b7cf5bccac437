import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CatalogueEntry, parseCatalogue } from '../catalogue.js';
import { ModelStore } from '../store.js';
import { sha256, tarball, wheel } from '../testing/archives.js';
import { FileServer } from '../testing/file-server.js';
import { type PullOptions, pull } from './pull.js';

const WEIGHTS = Buffer.from(Uint8Array.from({ length: 200_000 }, (_, at) => (at * 7919) % 251));
const STYLE = Buffer.from('a voice');
const WHEEL = wheel({ 'pkg/weights.bin': WEIGHTS, 'pkg/other.txt': Buffer.from('not wanted') });
const TARBALL = tarball({ 'package/big.bin': Buffer.alloc(3000), 'package/voices/a.bin': STYLE });

const WHEEL_FILE = 'my_model-1.0-py3-none-any.whl';
const TARBALL_FILE = 'my-voices-2.0.0.tgz';

/** A voice whose weights are in a wheel and whose style is in an npm package. */
function entry(changes: { wheel?: object; tarball?: object; systems?: string[] } = {}): CatalogueEntry {
  const [model] = parseCatalogue({
    models: [
      {
        name: 'my-voice',
        kind: 'voice',
        title: 'A voice',
        summary: 'For tests.',
        licence: 'MIT',
        credit: 'nobody',
        languages: ['en'],
        needs: [],
        systems: changes.systems,
        downloads: [
          {
            wheel: 'My_Model==1.0',
            file: WHEEL_FILE,
            bytes: WHEEL.length,
            sha256: sha256(WHEEL),
            take: [{ member: 'pkg/weights.bin', as: 'weights.bin', bytes: WEIGHTS.length }],
            ...changes.wheel,
          },
          {
            npm: 'my-voices@2.0.0',
            file: TARBALL_FILE,
            bytes: TARBALL.length,
            sha256: sha256(TARBALL),
            take: [{ member: 'package/voices/a.bin', as: 'voices/a.bin', bytes: STYLE.length }],
            ...changes.tarball,
          },
        ],
      },
    ],
  }).models;
  if (!model) throw new Error('no entry');
  return model;
}

describe('pulling a model', () => {
  const server = new FileServer();
  let folder: string;
  let store: ModelStore;
  let options: PullOptions;

  beforeAll(async () => {
    await server.listen();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'avatarium-pull-'));
    store = new ModelStore(join(folder, 'models'));
    options = { supply: { indexes: { python: `${server.url}/simple`, npm: `${server.url}/npm` } } };
    server.manners = {};
    server.asked.length = 0;
    server.files.clear();
    const files = [{ filename: WHEEL_FILE, url: `../../files/${WHEEL_FILE}` }];
    server.files.set('/simple/my-model/', JSON.stringify({ files }));
    server.files.set(
      '/npm/my-voices/2.0.0',
      JSON.stringify({ dist: { tarball: `${server.url}/files/${TARBALL_FILE}` } }),
    );
    server.files.set(`/files/${WHEEL_FILE}`, WHEEL);
    server.files.set(`/files/${TARBALL_FILE}`, TARBALL);
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  afterAll(() => server.close());

  async function expectInstalled(): Promise<void> {
    const installed = await store.find('my-voice');
    expect(installed?.files.map(({ path }) => path)).toEqual(['voices/a.bin', 'weights.bin']);
    expect(readFileSync(join(store.pathOf('my-voice'), 'weights.bin')).equals(WEIGHTS)).toBe(true);
    expect(readFileSync(join(store.pathOf('my-voice'), 'voices/a.bin'), 'utf8')).toBe('a voice');
    expect(installed && (await store.verify(installed))).toEqual([]);
  }

  /** It failed with this line, and nothing of it is installed. */
  async function expectRefused(wanted: CatalogueEntry, line: RegExp | string): Promise<void> {
    await expect(pull(wanted, store, options)).rejects.toMatchObject({
      name: 'PullError',
      message: typeof line === 'string' ? expect.stringContaining(line) : expect.stringMatching(line),
    });
    expect(await store.list()).toEqual([]);
    expect(existsSync(store.pathOf('my-voice'))).toBe(false);
    expect(readdirSync(join(store.folder, '.staging'))).toEqual([]);
  }

  it('fetches from the Python and the npm index, and keeps nothing else', async () => {
    const seen: number[] = [];
    await pull(entry(), store, { ...options, onProgress: (bytes) => seen.push(bytes) });
    await expectInstalled();
    expect(seen.at(-1)).toBe(WHEEL.length + TARBALL.length);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(readdirSync(join(store.folder, '.downloads'))).toEqual([]);
  });

  it('reads an index in HTML', async () => {
    const page = `<html><a href="../../files/other.whl#sha256=1">other</a><a data-x='1' href="/files/${WHEEL_FILE}#sha256=2">it</a>`;
    server.files.set('/simple/my-model/', page);
    await pull(entry(), store, options);
    await expectInstalled();
  });

  it('goes on where a connection broke', async () => {
    server.manners = { breakAfter: Math.ceil(WHEEL.length / 2) };
    await pull(entry(), store, options);
    await expectInstalled();
    const ranges = server.asked.filter((path) => path.includes(WHEEL_FILE));
    expect(ranges.length).toBeGreaterThan(1);
    expect(ranges.at(-1)).toMatch(/bytes=[1-9]\d*-$/);
  });

  it('asks again for a page of an index that broke off', async () => {
    server.manners = { breakPage: true };
    await pull(entry(), store, options);
    await expectInstalled();
    expect(server.asked.filter((path) => path === '/simple/my-model/')).toHaveLength(2);
  });

  it('goes on where an earlier pull ended', async () => {
    mkdirSync(join(store.folder, '.downloads'), { recursive: true });
    writeFileSync(join(store.folder, '.downloads', WHEEL_FILE), WHEEL.subarray(0, 1000));
    await pull(entry(), store, options);
    await expectInstalled();
    expect(server.asked).toContain(`/files/${WHEEL_FILE} bytes=1000-`);
  });

  it('starts over where the server sends whole files only', async () => {
    server.manners = { noRanges: true };
    mkdirSync(join(store.folder, '.downloads'), { recursive: true });
    writeFileSync(join(store.folder, '.downloads', WHEEL_FILE), WHEEL.subarray(0, 1000));
    await pull(entry(), store, options);
    await expectInstalled();
  });

  it('refuses a file with another checksum, and fetches it anew the next time', async () => {
    server.files.set(`/files/${WHEEL_FILE}`, Buffer.from(WHEEL).fill(0, 100, 200));
    await expectRefused(entry(), 'its checksum is another');
    server.files.set(`/files/${WHEEL_FILE}`, WHEEL);
    await pull(entry(), store, options);
    await expectInstalled();
  });

  it('refuses a file that is longer than it should be, without storing it', async () => {
    server.files.set(`/files/${WHEEL_FILE}`, Buffer.concat([WHEEL, Buffer.alloc(1_000_000)]));
    await expectRefused(entry(), 'longer than the catalogue says');
    expect(readdirSync(join(store.folder, '.downloads'))).toEqual([]);
  });

  it.each([
    [404, 'there is no such file'],
    [403, 'is not given to us (403)'],
    [500, 'answers 500'],
  ])('says what %i means', async (status, line) => {
    server.manners = { status };
    await expectRefused(entry(), line);
  });

  it('says that an index does not have the package', async () => {
    server.files.delete('/simple/my-model/');
    await expectRefused(entry(), /simple\/my-model\/: there is no such page$/);
  });

  it('says that an index does not list the file', async () => {
    server.files.set('/simple/my-model/', JSON.stringify({ files: [] }));
    await expectRefused(entry(), `does not list ${WHEEL_FILE}`);
  });

  it('says that nobody answers, without the password in the address', async () => {
    const closed = new FileServer();
    const url = (await closed.listen()).replace('http://', 'http://me:secret@');
    await closed.close();
    options = { supply: { indexes: { python: url, npm: url } } };
    await expectRefused(entry(), /^127\.0\.0\.1:\d+: it does not answer$/);
  });

  it('refuses an archive whose file is not as long as the catalogue says, whatever the archive claims', async () => {
    const bomb = wheel({ 'pkg/weights.bin': Buffer.alloc(5_000_000) });
    server.files.set(`/files/${WHEEL_FILE}`, bomb);
    const changed = entry({ wheel: { bytes: bomb.length, sha256: sha256(bomb) } });
    await expectRefused(changed, `pkg/weights.bin is not ${WEIGHTS.length} bytes long`);
  });

  it.each([
    ['wheel', { take: [{ member: 'pkg/none.bin', as: 'x', bytes: 1 }] }, 'has no pkg/none.bin'],
    ['tarball', { take: [{ member: 'package/none.bin', as: 'x', bytes: 1 }] }, 'has no package/none.bin'],
  ])('says that the %s lacks a file', async (which, changes, line) => {
    await expectRefused(entry({ [which]: changes }), line);
  });

  it.each(['wheel', 'tarball'])('says that a %s is damaged', async (which) => {
    const file = which === 'wheel' ? WHEEL_FILE : TARBALL_FILE;
    const damaged = Buffer.from(which === 'wheel' ? WHEEL : TARBALL).fill(255, 20, 100);
    server.files.set(`/files/${file}`, damaged);
    await expectRefused(entry({ [which]: { sha256: sha256(damaged) } }), /damaged|not \d+ bytes long/);
  });

  it('says that a model is not made for this system', async () => {
    await expect(pull(entry({ systems: ['amiga-m68k'] }), store, options)).rejects.toThrow(
      /not made for this system/,
    );
  });

  it('keeps what was installed when a new pull fails', async () => {
    await pull(entry(), store, options);
    server.manners = { status: 404 };
    await expect(pull(entry(), store, options)).rejects.toThrow('there is no such file');
    await expectInstalled();
  });

  it('stops when it is told to, and goes on later', async () => {
    const abort = new AbortController();
    const stopped = pull(entry(), store, {
      ...options,
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    await expect(stopped).rejects.toThrow();
    expect(await store.list()).toEqual([]);
    await pull(entry(), store, options);
    await expectInstalled();
  });

  it('takes the packages from a folder, and leaves them there', async () => {
    writeFileSync(join(folder, WHEEL_FILE), WHEEL);
    options = { supply: { folder } };
    await expectRefused(entry(), `has no ${TARBALL_FILE}`);
    writeFileSync(join(folder, TARBALL_FILE), TARBALL);
    await pull(entry(), store, options);
    await expectInstalled();
    expect(readdirSync(folder)).toContain(WHEEL_FILE);
    expect(server.asked).toEqual([]);
  });

  it('takes the packages from a mirror', async () => {
    options = { supply: { mirror: `${server.url}/files/` } };
    await pull(entry(), store, options);
    await expectInstalled();
    expect(server.asked).toEqual([`/files/${WHEEL_FILE}`, `/files/${TARBALL_FILE}`]);
  });

  it('says that its folder is no folder', async () => {
    writeFileSync(join(folder, 'models'), 'a file');
    await expect(pull(entry(), store, options)).rejects.toThrow(/models: is not a folder$/);
  });

  it('tells what was changed since', async () => {
    await pull(entry(), store, options);
    writeFileSync(join(store.pathOf('my-voice'), 'weights.bin'), WEIGHTS.fill(1, 5, 6));
    rmSync(join(store.pathOf('my-voice'), 'voices'), { recursive: true });
    const installed = await store.find('my-voice');
    expect(installed && (await store.verify(installed))).toEqual(['voices/a.bin', 'weights.bin']);
    await store.discard('my-voice');
    expect(await store.list()).toEqual([]);
  });
});
