import { zipSync } from 'fflate';
import { type BadInput, refused } from './bad-input.js';
import { deflatedZeros } from './media.js';
import { createPack, makePack } from './pack.js';

const text = (words: string) => new TextEncoder().encode(words);
const UNREADABLE = 1208;

/** A pack's members as a ZIP archive, whatever is in them; the manifest first, as in all packs. */
function archive(members: Record<string, Uint8Array>): Buffer {
  return Buffer.from(zipSync(members, { level: 9 }));
}

/**
 * An archive whose manifest unpacks to a gigabyte.
 *
 * @param declared how large the directory says it is, in bytes
 */
function bomb(declared: number): Buffer {
  const packed = deflatedZeros(2 ** 30);
  const bytes = Buffer.from(zipSync({ 'avatar.json': [packed, { level: 0 }] }));
  const entry = bytes.lastIndexOf('PK\x01\x02');
  const deflated = 8;
  bytes.writeUInt16LE(deflated, entry + 10);
  bytes.writeUInt32LE(declared, entry + 24);
  return bytes;
}

/** A good pack that has been damaged afterwards. */
function damaged(damage: (bytes: Buffer) => Buffer): Buffer {
  return damage(Buffer.from(makePack()));
}

/** A pack that its writer would not have written, taken apart and put together again. */
function rewritten(
  change: (pack: ReturnType<typeof createPack>) => Record<string, unknown> | undefined,
): Buffer {
  const pack = createPack();
  const manifest = { ...pack.manifest, ...change(pack) };
  const { rest, texture, depth, headWeight, shapes, triangles } = pack.rig;
  const parts = [rest, texture, depth, headWeight, shapes, triangles];
  return archive({
    'avatar.json': text(JSON.stringify(manifest)),
    'rig.bin': Buffer.concat(parts.map(({ buffer }) => Buffer.from(buffer))),
    ...Object.fromEntries(pack.files),
  });
}

function replaceAll(bytes: Buffer, from: string, to: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
}

/** Sets the flag of encryption in each entry of the directory. */
function encrypted(bytes: Buffer): Buffer {
  for (let at = bytes.indexOf('PK\x01\x02'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 1)) {
    bytes.writeUInt16LE(1, at + 8);
  }
  return bytes;
}

/** Packs of which no avatar is made. */
export const BAD_PACKS: readonly BadInput[] = [
  refused('a pack cut short', UNREADABLE, /avatar pack/, () => damaged((bytes) => bytes.subarray(0, -200))),
  refused('an encrypted pack', UNREADABLE, /encrypted/, () => damaged(encrypted)),
  refused('a pack with a path that leads out', UNREADABLE, /name is not allowed/, () =>
    damaged((bytes) => replaceAll(bytes, 'picture.png', '../ture.png')),
  ),
  refused('a pack that unpacks to a gigabyte', UNREADABLE, /384 MB/, () => bomb(2 ** 30)),
  refused(
    'a pack that unpacks to a gigabyte and does not say so',
    UNREADABLE,
    /more than the 1000 bytes/,
    () => bomb(1000),
  ),
  refused('a pack of the future', UNREADABLE, /newer/, () => rewritten(() => ({ version: 99 }))),
  refused(
    'a pack whose triangles name vertices that are not there',
    UNREADABLE,
    /triangles name vertex/,
    () =>
      rewritten(({ rig }) => {
        rig.triangles[0] = 60_000;
        return undefined;
      }),
  ),
  refused('a pack with a page in place of its picture', UNREADABLE, /is not a picture/, () =>
    rewritten(({ files }) => {
      (files as Map<string, Uint8Array>).set('picture.png', text('<!doctype html><script></script>'));
      return undefined;
    }),
  ),
  refused('a pack with a picture that ends early', UNREADABLE, /damaged|cannot be read/, () =>
    rewritten(({ files }) => {
      const picture = files.get('picture.png') ?? new Uint8Array();
      (files as Map<string, Uint8Array>).set('picture.png', picture.subarray(0, 200));
      return undefined;
    }),
  ),
];
