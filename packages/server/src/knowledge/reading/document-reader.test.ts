import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DocumentReader } from './document-reader.js';
import { READING_LIMITS } from './limits.js';
import { fixturePath } from './testing/fixtures.js';

const SLOW_MS = 60_000;
const never = new AbortController().signal;
const label = (name: string) => ({ kind: 'doc' as const, name, url: '', contentType: '' });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avatarium-reader-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, bytes: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

/** A PDF document of one page, whose content unpacks to this many bytes. */
function hugePdf(contentBytes: number): Buffer {
  const content = deflateSync(Buffer.alloc(contentBytes, ' '));
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>',
  ].map((body, at) => Buffer.from(`${at + 1} 0 obj\n${body}\nendobj\n`));
  const stream = [
    `4 0 obj\n<</Length ${content.length}/Filter/FlateDecode>>\nstream\n`,
    '\nendstream\nendobj\n',
  ];
  return Buffer.concat([
    Buffer.from('%PDF-1.4\n'),
    ...objects,
    Buffer.from(stream[0] ?? ''),
    content,
    Buffer.from(stream[1] ?? ''),
    Buffer.from('trailer\n<</Root 1 0 R>>\n%%EOF'),
  ]);
}

describe('reading a file in a thread', () => {
  const reader = new DocumentReader();

  it(
    'gives its title and passages',
    async () => {
      const { title, passages } = await reader.read(
        fixturePath('handbook.pdf'),
        label('handbook.pdf'),
        never,
      );
      expect(title).toBe('Orchid Hotel Handbook');
      expect(passages).toHaveLength(5);
      expect(passages[1]).toMatch(/^Orchid Hotel: guest handbook › Breakfast\nBreakfast is laid out/);
    },
    SLOW_MS,
  );

  it(
    'tells why one cannot be read, and goes on with the next',
    async () => {
      const [bad, good] = await Promise.allSettled([
        reader.read(await file('a.json', '{'), label('a.json'), never),
        reader.read(await file('a.txt', 'Good.'), label('a.txt'), never),
      ]);
      expect(bad).toMatchObject({
        status: 'rejected',
        reason: { name: 'UnreadableError', message: 'is not valid JSON' },
      });
      expect(good).toMatchObject({ value: { passages: ['Good.'] } });
    },
    SLOW_MS,
  );

  it(
    'gives up when told to',
    async () => {
      const abort = new AbortController();
      const reading = reader.read(fixturePath('handbook.doc'), label('handbook.doc'), abort.signal);
      abort.abort(new Error('enough'));
      await expect(reading).rejects.toThrow('enough');
    },
    SLOW_MS,
  );
});

describe('a document that would use up the machine', () => {
  it(
    'is stopped when it takes too long',
    async () => {
      const reader = new DocumentReader({ ...READING_LIMITS, timeMs: 300 });
      const path = await file('slow.json', `[${'[1,"x"],'.repeat(2_000_000)}1]`);
      await expect(reader.read(path, label('slow.json'), never)).rejects.toThrow(
        'takes longer than 0.3 s to be read',
      );
    },
    SLOW_MS,
  );

  it(
    'is stopped when it fills the heap of its thread',
    async () => {
      const reader = new DocumentReader({ ...READING_LIMITS, heapMb: 48 });
      const path = await file('heap.json', `[${'{"a":{"b":[1,2,3]}},'.repeat(700_000)}1]`);
      await expect(reader.read(path, label('heap.json'), never)).rejects.toThrow('needs more memory');
    },
    SLOW_MS,
  );

  it(
    'is stopped when it grows outside of the heap',
    async () => {
      const reader = new DocumentReader({ ...READING_LIMITS, growthMb: 150 });
      const path = await file('bomb.pdf', hugePdf(400 * 1024 * 1024));
      await expect(reader.read(path, label('bomb.pdf'), never)).rejects.toThrow('needs more memory');
    },
    SLOW_MS,
  );

  it(
    'is refused unopened when it says how large it unpacks',
    async () => {
      const bomb = zipSync({ 'word/document.xml': new Uint8Array(80 * 1024 * 1024) });
      expect(bomb.length).toBeLessThan(200_000);
      const path = await file('bomb.docx', bomb);
      await expect(new DocumentReader().read(path, label('bomb.docx'), never)).rejects.toThrow(
        'unpacks to far more than a document holds',
      );
    },
    SLOW_MS,
  );

  it(
    'gets no more room than it says it needs',
    async () => {
      const bomb = zipSync({ 'word/document.xml': new Uint8Array(80 * 1024 * 1024) });
      const view = new DataView(bomb.buffer, bomb.byteOffset, bomb.byteLength);
      // Of the one entry in the central directory (PKWARE APPNOTE, 4.3.12): its uncompressed size.
      const directory = view.getUint32(bomb.length - 6, true);
      view.setUint32(directory + 24, 1000, true);
      const path = await file('liar.docx', bomb);
      await expect(new DocumentReader().read(path, label('liar.docx'), never)).rejects.toThrow(
        'is a damaged',
      );
    },
    SLOW_MS,
  );
});
