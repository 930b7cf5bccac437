import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { VISEMES, type Viseme } from '@avatarium/contract/face';
import { createPackRenderer, type FaceState, placePicture, restingFace } from '@avatarium/puppet';
import type { AvatarPack } from '@avatarium/puppet/pack';
import type { MouthWindow } from '@avatarium/tests/support';

/** Looks that are taken at a loop. */
const LOOKS = 6;
/** A pixel belongs to the mouth that becomes darker by so much of what the darkest change is. */
const CHANGED = 0.5;
/** Where a mouth may open, by the width of the lips: above the line between them, and below. */
const REACH = { above: 0.1, below: 0.5 };

/**
 * Where an avatar's mouth is in frames of a size: what darkens between closed lips when they part, wherever the loop
 * of a video has them. Drawn from its pack as sessions draw it.
 */
export async function mouthOf(pack: AvatarPack, width: number, height: number): Promise<MouthWindow> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'avatarium-mouth-'));
  const renderer = await createPackRenderer({
    pack,
    width,
    height,
    background: { kind: 'own' },
    frames: { folder, whole: true },
  });
  try {
    const { loop } = pack.manifest;
    const looks = Array.from({ length: loop ? LOOKS : 1 }, (_, i) => {
      const tS = loop ? (i * loop.frames) / LOOKS / loop.fps : 0;
      const luma = (state: FaceState): Uint8Array =>
        renderer.render({ ...state, tS }).slice(0, width * height);
      // Not at rest: people in videos may smile then, and show their teeth.
      return { shut: luma(saying('PP')), open: luma({ ...saying('aa'), jaw: 0.9 }) };
    });
    return windowOf(looks, lipsOf(pack, width, height), width);
  } finally {
    renderer.dispose();
    rmSync(folder, { recursive: true });
  }
}

function saying(viseme: Viseme): FaceState {
  return { ...restingFace(), visemes: Float32Array.from(VISEMES, (name) => (name === viseme ? 1 : 0)) };
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Around the lips and what they part to, in pixels of the frame; around all places that a loop takes them to. */
function lipsOf({ manifest, rig, files }: AvatarPack, width: number, height: number): Box {
  const { scale, left, top } = placePicture(manifest, width, height);
  const motion = manifest.loop && files.get(manifest.loop.motion);
  const places = motion ? new Float32Array(motion.slice().buffer) : rig.rest;
  const { upper, lower } = manifest.rig.innerLips;
  const box: Box = { left: width, right: 0, top: height, bottom: 0 };
  for (let frame = 0; frame < places.length; frame += rig.rest.length) {
    const at = [...upper, ...lower].map((vertex) => ({
      x: (places[frame + vertex * 2] ?? 0) * scale + left,
      y: (places[frame + vertex * 2 + 1] ?? 0) * scale + top,
    }));
    const xs = at.map(({ x }) => x);
    const wide = Math.max(...xs) - Math.min(...xs);
    const line = at.reduce((sum, { y }) => sum + y, 0) / at.length;
    box.left = Math.min(box.left, ...xs);
    box.right = Math.max(box.right, ...xs);
    box.top = Math.min(box.top, line - wide * REACH.above);
    box.bottom = Math.max(box.bottom, line + wide * REACH.below);
  }
  return {
    left: Math.max(0, Math.floor(box.left)),
    right: Math.min(width, Math.ceil(box.right)),
    top: Math.max(0, Math.floor(box.top)),
    bottom: Math.min(height, Math.ceil(box.bottom)),
  };
}

interface Look {
  shut: Uint8Array;
  open: Uint8Array;
}

/** What darkens within a box when the mouth opens, and the lightness half way. */
function windowOf(looks: readonly Look[], box: Box, width: number): MouthWindow {
  const height = (looks[0]?.shut.length ?? 0) / width;
  const found: (Record<keyof Look, number> & { x: number; y: number })[] = [];
  for (const look of looks)
    for (let y = box.top; y < box.bottom; y++)
      for (let x = box.left; x < box.right; x++)
        found.push({ x, y, shut: look.shut[y * width + x] ?? 0, open: look.open[y * width + x] ?? 0 });
  const most = found.reduce((least, { shut, open }) => Math.max(least, shut - open), 0);
  const mouth = found.filter(({ shut, open }) => shut - open >= most * CHANGED);
  const edge = (pick: (...values: number[]) => number, of: 'x' | 'y'): number =>
    mouth.reduce((sofar, pixel) => pick(sofar, pixel[of]), mouth[0]?.[of] ?? 0);
  return {
    left: edge(Math.min, 'x') / width,
    right: (edge(Math.max, 'x') + 1) / width,
    top: edge(Math.min, 'y') / height,
    bottom: (edge(Math.max, 'y') + 1) / height,
    darkLuma: mouth.reduce((sum, { shut, open }) => sum + shut + open, 0) / (2 * mouth.length),
  };
}
