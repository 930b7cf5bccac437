import { createHash } from 'node:crypto';
import { type Placement, placePicture } from '../mesh/framing.js';
import { type Geometry, geometryOf } from '../mesh/geometry.js';
import { type PackSource, readPackFile, type Shared, versionOf } from '../mesh/shared-stills.js';
import type { AvatarPack, Manifest } from '../pack/format.js';
import { decodeFloats } from '../pack/rig-file.js';
import { frameFile } from '../pack/validate.js';
import { claimFrames, type FrameCacheOptions, framesName } from './frame-cache.js';
import { LoopFrames } from './loop-frames.js';

/** A video pack, ready to be drawn in one size. Nobody changes it, so sessions share it. */
export interface Video {
  manifest: Manifest;
  loop: NonNullable<Manifest['loop']>;
  placement: Placement;
  geometry: Geometry;
  /** Frames × vertices of the geometry × 2, in pixels of the frame: where they lie at rest. */
  places: Float32Array;
  /** Vertices × 2: by how much the lips at rest differ from those that the frames show. */
  closing: Float32Array;
  frames: LoopFrames;
}

interface Entry {
  users: number;
  video: Promise<Video>;
}

/** By file and size. Each thread has its own. */
const entries = new Map<string, Entry>();

/**
 * The video, once for all who use the same file in the same size at a time. Rejects when it cannot be read or drawn.
 * The pack's own bytes are not kept.
 */
export async function shareVideo(
  source: PackSource,
  width: number,
  height: number,
  cache: FrameCacheOptions,
): Promise<Shared<Video>> {
  const name = await nameOf(source);
  const key = `${cache.folder} ${name} ${width}x${height}`;
  const entry = entries.get(key) ?? { users: 0, video: open(source, name, width, height, cache) };
  entries.set(key, entry);
  entry.users += 1;
  let held = true;
  const release = (): void => {
    if (!held) return;
    held = false;
    entry.users -= 1;
    if (entry.users > 0) return;
    entries.delete(key);
    entry.video.then(({ frames }) => frames.close()).catch(() => {});
  };
  try {
    return { value: await entry.video, release };
  } catch (error) {
    release();
    throw error;
  }
}

/** What files of frames of a pack are called by: its path, then its contents. */
async function nameOf(source: PackSource): Promise<string> {
  if ('path' in source) {
    return `${framesName(source.path)}-${digest(await versionOf(source.path))}`;
  }
  const { manifest, files } = source;
  return `${framesName('')}-${digest(JSON.stringify(manifest), files.get(manifest.loop?.motion ?? ''))}`;
}

function digest(...parts: (string | Uint8Array | undefined)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part ?? '');
  return hash.digest('hex').slice(0, 16);
}

async function open(
  source: PackSource,
  name: string,
  width: number,
  height: number,
  cache: FrameCacheOptions,
): Promise<Video> {
  const pack = 'path' in source ? await readPackFile(source.path) : source;
  const { manifest, rig } = pack;
  const { loop } = manifest;
  if (!loop) throw new Error('avatar pack: is no video');
  const placement = placePicture(manifest, width, height);
  const geometry = geometryOf(pack, placement, new Map(), true);
  const path = await claimFrames(cache, `${name}-${width}x${height}`);
  const jpegs = Array.from(
    { length: loop.frames },
    (_, i) => pack.files.get(frameFile(i)) ?? new Uint8Array(0),
  );
  const closing = new Float32Array(geometry.vertices.length * 2);
  for (const [i, vertex] of geometry.vertices.entries()) {
    for (const axis of [0, 1]) {
      const at = vertex * 2 + axis;
      closing[i * 2 + axis] = ((rig.rest[at] ?? 0) - (rig.texture[at] ?? 0)) * placement.scale;
    }
  }
  return {
    manifest,
    loop,
    placement,
    geometry,
    places: placesOf(pack, geometry, placement),
    closing,
    frames: await LoopFrames.open({ path, jpegs, width, height, placement }, cache.whole ?? false),
  };
}

function placesOf({ manifest, files }: AvatarPack, geometry: Geometry, placement: Placement): Float32Array {
  const { loop, rig } = manifest;
  const motion = decodeFloats(files.get(loop?.motion ?? '') ?? new Uint8Array(0));
  const count = geometry.vertices.length;
  const { scale, left, top } = placement;
  const places = new Float32Array((loop?.frames ?? 0) * count * 2);
  for (let frame = 0; frame < (loop?.frames ?? 0); frame++) {
    for (const [i, vertex] of geometry.vertices.entries()) {
      const from = (frame * rig.vertices + vertex) * 2;
      places[(frame * count + i) * 2] = (motion[from] ?? 0) * scale + left;
      places[(frame * count + i) * 2 + 1] = (motion[from + 1] ?? 0) * scale + top;
    }
  }
  return places;
}
