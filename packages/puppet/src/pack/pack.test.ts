import { type Zippable, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { drawnPack } from '../testing/drawn-pack.js';
import { type AvatarPack, type Manifest, PackError, readPack, writePack } from './index.js';
import { encodeRig } from './rig-file.js';

const pack = drawnPack();
const whole = writePack(pack);
const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** A file of the drawn pack's members with some of them replaced; null leaves one out. */
function archive(changes: Record<string, Uint8Array | null> = {}): Uint8Array {
  const members: Zippable = {
    'avatar.json': text(pack.manifest),
    'rig.bin': encodeRig(pack.rig),
    ...Object.fromEntries(pack.files),
  };
  for (const [name, bytes] of Object.entries(changes)) {
    if (bytes) members[name] = bytes;
    else delete members[name];
  }
  return zipSync(members, { level: 1 });
}

function withManifest(change: (manifest: Manifest) => unknown): Uint8Array {
  const manifest = structuredClone(pack.manifest);
  return archive({ 'avatar.json': text(change(manifest) ?? manifest) });
}

function withRig(change: (rig: AvatarPack['rig']) => void): Uint8Array {
  const rig = structuredClone(pack.rig);
  change(rig);
  return archive({ 'rig.bin': encodeRig(rig) });
}

/** The bytes with a number in the directory's entry of a member replaced: 20 is its packed size, 24 its size. */
function withEntry(bytes: Uint8Array, name: string, at: number, value: number): Uint8Array {
  const changed = Buffer.from(bytes);
  const entry = changed.lastIndexOf(name) - 46;
  changed.writeUInt32LE(value, entry + at);
  return changed;
}

const fileOf = (name: string): Uint8Array => pack.files.get(name) ?? new Uint8Array();

describe('avatar packs', () => {
  it('come back as they were written', () => {
    const read = readPack(whole);
    expect(read.manifest).toEqual(pack.manifest);
    expect(read.rig).toEqual(pack.rig);
    expect([...read.files.keys()].sort()).toEqual([...pack.files.keys()].sort());
    for (const [name, bytes] of pack.files)
      expect(Buffer.compare(read.files.get(name) ?? Buffer.of(), bytes)).toBe(0);
  });

  it('are the same bytes whenever they are written', () => {
    expect(Buffer.compare(writePack(drawnPack()), whole)).toBe(0);
  });

  it('are read wherever they lie in a buffer, and hold pictures without copying them', () => {
    const shifted = new Uint8Array(whole.length + 3);
    shifted.set(whole, 3);
    const { rig, files } = readPack(shifted.subarray(3));
    expect(rig.rest).toEqual(pack.rig.rest);
    expect(files.get('picture.png')?.buffer).toBe(shifted.buffer);
  });

  it('are compressed by others, too, and may hold files that nobody asks for', () => {
    const read = readPack(archive({ 'notes/read-me.txt': text('hello') }));
    expect(read.manifest.name).toBe('Drawn');
    expect(read.files.has('notes/read-me.txt')).toBe(false);
  });

  it.each<[string, () => Uint8Array, string]>([
    ['nothing', () => new Uint8Array(), 'is not a ZIP file'],
    ['a web page', () => text('<html>'), 'is not a ZIP file'],
    ['half a file', () => whole.subarray(0, whole.length >> 1), 'is not a ZIP file'],
    [
      'a directory that points nowhere',
      () => withEntry(whole, 'rig.bin', 42, 0xfffffff0),
      'rig.bin: does not begin',
    ],
    ['a ZIP of something else', () => zipSync({ 'a.txt': text('a') }), 'holds no avatar.json'],
    ['names that climb', () => zipSync({ '../a.txt': text('a') }), 'name is not allowed: "../a.txt"'],
    [
      'thousands of files',
      () => zipSync(Object.fromEntries(Array.from({ length: 2001 }, (_, i) => [`f${i}.txt`, text(i)]))),
      'holds 2001 files',
    ],
    [
      'a bomb that declares its size',
      () => withEntry(whole, 'rig.bin', 24, 0x7fffffff),
      'unpacks to more than 384 MB',
    ],
    [
      'a bomb that hides its size',
      () => withEntry(archive({ 'avatar.json': new Uint8Array(4e6) }), 'avatar.json', 24, 1000),
      'avatar.json: unpacks to more than the 1000 bytes',
    ],
    [
      'a huge manifest',
      () => archive({ 'avatar.json': new Uint8Array(2e6) }),
      'avatar.json: is larger than 1 MB',
    ],
    [
      'a manifest that is no JSON',
      () => archive({ 'avatar.json': new TextEncoder().encode('{') }),
      'avatar.json: is not JSON',
    ],
    [
      'another format',
      () => archive({ 'avatar.json': text({ format: 'other' }) }),
      'format is not "avatarium-avatar"',
    ],
    [
      'a newer version',
      () => archive({ 'avatar.json': text({ ...pack.manifest, version: 2 }) }),
      'version 2 is newer',
    ],
    ['a missing field', () => withManifest(({ face, ...rest }) => (face ? rest : rest)), 'avatar.json: face'],
    [
      'a colour that is none',
      () =>
        withManifest((m) => {
          m.mouth.teeth = 'white';
        }),
      'avatar.json: mouth.teeth',
    ],
    [
      'a video without a loop',
      () =>
        withManifest((m) => {
          m.kind = 'video';
        }),
      'loop belongs to videos',
    ],
    [
      'a backdrop without a matte',
      () =>
        withManifest((m) => {
          m.picture.matte = null;
        }),
      'picture.backdrop needs a picture.matte',
    ],
    [
      'lips that do not meet',
      () =>
        withManifest((m) => {
          m.rig.innerLips.lower.reverse();
        }),
      'rig.innerLips do not meet',
    ],
    [
      'lips of no vertex',
      () =>
        withManifest((m) => {
          m.rig.innerLips.upper[1] = 7000;
        }),
      'rig.innerLips.upper names vertex 7000',
    ],
    ['too few numbers', () => archive({ 'rig.bin': new Uint8Array(12) }), 'rig.bin: has 12 bytes'],
    [
      'a number that is none',
      () => withRig((rig) => rig.rest.fill(Number.NaN, 0, 1)),
      'rig.bin: rest holds a number',
    ],
    [
      'an endless shape',
      () => withRig((rig) => rig.shapes.fill(Infinity, 5, 6)),
      'rig.bin: shapes holds a number',
    ],
    ['a heavy head', () => withRig((rig) => rig.headWeight.fill(2, 0, 1)), 'rig.bin: headWeight'],
    [
      'a triangle of no vertex',
      () => withRig((rig) => rig.triangles.fill(9000, 4, 5)),
      'rig.bin: triangles name vertex 9000',
    ],
    ['a missing picture', () => archive({ 'matte.png': null }), 'matte.png: is missing'],
    [
      'a picture that is none',
      () => archive({ 'picture.png': text('<html>') }),
      'picture.png: is not a picture',
    ],
    [
      'a picture of another size',
      () => archive({ 'picture.png': fileOf('layers/lid-left.png') }),
      'picture.png: is 56×40 pixels, not 640×640',
    ],
  ])('are refused in words: %s', (_, bytes, problem) => {
    const read = () => readPack(bytes());
    expect(read).toThrow(PackError);
    expect(read).toThrow(problem);
  });

  it('are not written when they could not be read', () => {
    const broken = { ...pack, files: new Map() };
    expect(() => writePack(broken)).toThrow('avatar pack: picture.png: is missing');
  });
});
