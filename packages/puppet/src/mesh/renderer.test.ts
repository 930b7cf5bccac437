import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadImage } from '@napi-rs/canvas';
import { afterAll, describe, expect, it } from 'vitest';
import { restingFace } from '../face-state.js';
import { writePack } from '../pack/write.js';
import { describeRenderer } from '../renderer.suite.js';
import { drawnPack } from '../testing/drawn-pack.js';
import { createPackRenderer, renderPackPoster } from './renderer.js';

const pack = drawnPack();
const SIZE = { width: 512, height: 512 };
const BLUE = { kind: 'color', color: '#3366cc' } as const;

describeRenderer('A drawn pack', {
  create: (width, height, background) => createPackRenderer({ pack, width, height, background }),
  mouth: { left: 0.4, top: 0.46, right: 0.6, bottom: 0.68 },
  eyes: { left: 0.34, top: 0.3, right: 0.66, bottom: 0.46 },
});

describe('createPackRenderer', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'avatarium-mesh-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads packs from files', async () => {
    const file = path.join(folder, 'drawn.avatar');
    writeFileSync(file, writePack(pack));
    const [fromFile, again, fromMemory] = await Promise.all(
      [{ path: file }, { path: file }, pack].map((source) =>
        createPackRenderer({ pack: source, ...SIZE, background: BLUE }),
      ),
    );
    const frames = [fromFile, again, fromMemory].map((renderer) => renderer?.render(restingFace()).slice());
    expect(Buffer.compare(frames[0] ?? Buffer.of(), frames[2] ?? Buffer.of(1))).toBe(0);
    expect(Buffer.compare(frames[1] ?? Buffer.of(), frames[2] ?? Buffer.of(1))).toBe(0);
    fromFile?.dispose();
    fromFile?.dispose();
    expect(again?.render(restingFace())).toHaveLength((512 * 512 * 3) / 2);
  });

  it('says why a file cannot be opened', async () => {
    const file = path.join(folder, 'broken.avatar');
    writeFileSync(file, 'this is no pack');
    const open = (name: string) => createPackRenderer({ pack: { path: name }, ...SIZE, background: BLUE });
    await expect(open(file)).rejects.toThrow('avatar pack: is not a ZIP file');
    await expect(open(path.join(folder, 'none.avatar'))).rejects.toThrow('ENOENT');
  });

  it('says which picture cannot be decoded', async () => {
    const picture = pack.files.get('picture.png') ?? new Uint8Array();
    const broken = { ...pack, files: new Map(pack.files).set('picture.png', picture.subarray(0, 60)) };
    const opened = createPackRenderer({ pack: broken, ...SIZE, background: BLUE });
    await expect(opened).rejects.toThrow('avatar pack: picture.png cannot be decoded');
  });

  it('refuses odd sizes', async () => {
    const opened = createPackRenderer({ pack, width: 511, height: 512, background: BLUE });
    await expect(opened).rejects.toThrow('width must be an even number');
  });

  it('keeps its own background without a matte, and when asked to', async () => {
    const { matte, backdrop, ...picture } = pack.manifest.picture;
    const opaque = {
      ...pack,
      manifest: { ...pack.manifest, picture: { ...picture, matte: null, backdrop: null } },
    };
    expect([matte, backdrop]).not.toContain(null);
    const own = await createPackRenderer({ pack: opaque, ...SIZE, background: { kind: 'own' } });
    const before = own.render(restingFace()).slice();
    await own.setBackground(BLUE);
    const chosen = { kind: 'image', bytes: pack.files.get('picture.png') ?? new Uint8Array() } as const;
    await expect(own.setBackground(chosen)).rejects.toThrow('keeps it');
    expect(own.keepsBackground).toBe(true);
    expect(Buffer.compare(own.render(restingFace()), before)).toBe(0);
    const replaced = await createPackRenderer({ pack, ...SIZE, background: BLUE });
    const blue = replaced.render(restingFace()).slice();
    await replaced.setBackground({ kind: 'own' });
    expect(Buffer.compare(replaced.render(restingFace()), blue)).not.toBe(0);
  });
});

describe('renderPackPoster', () => {
  it('draws the avatar at rest as PNG', async () => {
    const poster = await renderPackPoster(pack, 480, 270, { kind: 'own' });
    const image = await loadImage(Buffer.from(poster));
    expect([image.width, image.height]).toEqual([480, 270]);
  });
});
