import { type Canvas, createCanvas } from '#canvas';
import type { AvatarPack } from '../pack/format.js';
import { canvasOf, type Raster, rasterOf, roundShoulders } from './cutout.js';
import { type Placement, placePicture } from './framing.js';
import { type Geometry, geometryOf, type Window } from './geometry.js';
import { type Kernels, Layout } from './kernels.js';
import { premultiplied } from './mouth-sprites.js';
import { decodePicture, sheetOf, shrunk, type TextureSheet } from './sheet.js';
import { surroundOf } from './surround.js';

/** Pixels drawn beyond the frame's edges, from where a turning head brings them in. */
const MARGIN = 32;

/** A photo pack, ready to be drawn in one size. Nobody changes it afterwards, so sessions share it. */
export interface Still {
  pack: AvatarPack;
  placement: Placement;
  geometry: Geometry;
  /** Where the texture lies in the frame; it may reach beyond the frame's edges. */
  textureWindow: Window;
  layers: ReadonlyMap<string, TextureSheet>;
  /** Before the avatar's own background: the frame at rest, and what is drawn on the mesh. */
  own: { base: Uint8Array; texture: Uint8Array };
  /** Before any other: the person, but for what moves, and what is drawn on the mesh. Null without a matte. */
  person: { still: Canvas; texture: Uint8Array } | null;
}

/** Decodes the pictures of a pack for frames of `width` × `height`. Rejects when one cannot be decoded. */
export async function openStill(
  pack: AvatarPack,
  module: WebAssembly.Module,
  width: number,
  height: number,
): Promise<Still> {
  const { manifest, files } = pack;
  const { file, matte, backdrop } = manifest.picture;
  const decode = async (name: string | null): Promise<Canvas | null> =>
    name === null ? null : decodePicture(name, files.get(name));
  const picture = await decodePicture(file, files.get(file));
  const placement = placePicture(manifest, width, height);
  const layerCanvases = new Map<string, Canvas>();
  for (const layer of manifest.layers) {
    layerCanvases.set(layer.file, await decodePicture(layer.file, files.get(layer.file)));
  }
  const geometry = geometryOf(pack, placement, layerCanvases, false);
  const textureWindow = textureBounds(geometry, width, height);
  const layers = new Map(
    [...layerCanvases].map(([name, canvas]) => [name, sheetOf(canvas, placement.scale)] as const),
  );
  const painted = paint(
    { picture, matte: await decode(matte), backdrop: await decode(backdrop) },
    placement,
    width,
    height,
  );
  const base = crop(painted.own, { left: 0, top: 0, right: width, bottom: height });
  return {
    pack,
    placement,
    geometry,
    textureWindow,
    layers,
    own: { base: base.slice(), texture: premultiplied(crop(painted.own, textureWindow)) },
    person: painted.person && {
      still: withoutMoving(painted.person, geometry, module, width, height),
      texture: premultiplied(crop(painted.person, textureWindow)),
    },
  };
}

interface Pictures {
  picture: Canvas;
  matte: Canvas | null;
  backdrop: Canvas | null;
}

/** The frame with its margin: before the own background, and the person alone. */
function paint(
  { picture, matte, backdrop }: Pictures,
  { scale, left, top }: Placement,
  width: number,
  height: number,
): { own: Raster; person: Raster | null } {
  const [fullWidth, fullHeight] = [width + 2 * MARGIN, height + 2 * MARGIN];
  const placed = { scale, left: left + MARGIN, top: top + MARGIN };
  const draw = (canvas: Canvas): Canvas => {
    const full = createCanvas(fullWidth, fullHeight);
    const pen = full.getContext('2d');
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(
      shrunk(canvas, scale),
      placed.left,
      placed.top,
      canvas.width * scale,
      canvas.height * scale,
    );
    return full;
  };
  const small = shrunk(backdrop ?? picture, scale);
  const surround = surroundOf(
    small,
    { ...placed, scale: (scale * picture.width) / small.width },
    fullWidth,
    fullHeight,
  );
  const [pictureLeft, pictureRight] = [placed.left, placed.left + picture.width * scale];
  const sides = {
    left: pictureLeft > MARGIN + 1 ? pictureLeft : null,
    right: pictureRight < MARGIN + width - 1 ? pictureRight : null,
  };
  const drawn = draw(picture);
  const whole = (): Raster => rasterOf(feathered(surround, drawn, sides, picture.width * scale));
  if (!matte) return { own: whole(), person: null };
  const person = rasterOf(drawn);
  const belongs = rasterOf(draw(matte));
  const alpha = Uint8Array.from({ length: fullWidth * fullHeight }, (_, i) => {
    // A pixel at the picture's own edge is drawn half transparent.
    return ((belongs.data[i * 4] ?? 0) * (belongs.data[i * 4 + 3] ?? 0)) / 255;
  });
  roundShoulders(alpha, fullWidth, MARGIN + height, sides.left, sides.right, picture.width * scale);
  // Packs hold the person's own colours where the matte is partial: nothing of what was behind has to be taken out.
  for (let pixel = 0; pixel < alpha.length; pixel++) person.data[pixel * 4 + 3] = alpha[pixel] ?? 0;
  if (!backdrop) return { own: whole(), person };
  surround.getContext('2d').drawImage(canvasOf(person), 0, 0);
  return { own: rasterOf(surround), person };
}

/** The picture before its own blurred surround, into which its sides fade. */
export function feathered(
  surround: Canvas,
  picture: Canvas,
  sides: { left: number | null; right: number | null },
  pictureWidth: number,
): Canvas {
  const fade = pictureWidth * 0.1;
  const pen = picture.getContext('2d');
  pen.globalCompositeOperation = 'destination-in';
  const ramp = (from: number, to: number): void => {
    const gradient = pen.createLinearGradient(from, 0, to, 0);
    gradient.addColorStop(0, 'rgba(0,0,0,0)');
    gradient.addColorStop(1, 'rgba(0,0,0,1)');
    pen.fillStyle = gradient;
    pen.fillRect(0, 0, picture.width, picture.height);
  };
  if (sides.left !== null) ramp(sides.left, sides.left + fade);
  if (sides.right !== null) ramp(sides.right, sides.right - fade);
  surround.getContext('2d').drawImage(picture, 0, 0);
  return surround;
}

/** A part of a raster with a margin, in the frame's pixels. */
function crop({ data, width }: Raster, { left, top, right, bottom }: Window): Uint8Array {
  const row = (right - left) * 4;
  const out = new Uint8Array(row * (bottom - top));
  for (let y = top; y < bottom; y++) {
    const from = ((y + MARGIN) * width + left + MARGIN) * 4;
    out.set(data.subarray(from, from + row), (y - top) * row);
  }
  return out;
}

/** What of the frame, and of the margin around it, the mesh takes its colours from. */
function textureBounds({ texture }: Geometry, width: number, height: number): Window {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < texture.length; i += 2) {
    left = Math.min(left, texture[i] ?? 0);
    right = Math.max(right, texture[i] ?? 0);
    top = Math.min(top, texture[i + 1] ?? 0);
    bottom = Math.max(bottom, texture[i + 1] ?? 0);
  }
  const within = (value: number, limit: number): number => Math.max(-MARGIN, Math.min(limit + MARGIN, value));
  return {
    left: within(Math.floor(left) - 2, width - 8),
    top: within(Math.floor(top) - 2, height - 8),
    right: within(Math.ceil(right) + 2, width),
    bottom: within(Math.ceil(bottom) + 2, height),
  };
}

/** The person in the frame without what the mesh covers at rest, to the pixel. */
function withoutMoving(
  person: Raster,
  geometry: Geometry,
  module: WebAssembly.Module,
  width: number,
  height: number,
): Canvas {
  const covered = coveredAtRest(geometry, module, width, height);
  const data = new Uint8ClampedArray(crop(person, { left: 0, top: 0, right: width, bottom: height }));
  for (let pixel = 0; pixel < width * height; pixel++) if (covered[pixel]) data[pixel * 4 + 3] = 0;
  return canvasOf({ data, width, height });
}

/** The pixels that the triangles cover, by the same arithmetic that draws them. */
function coveredAtRest(
  { rest, triangles, vertices }: Geometry,
  module: WebAssembly.Module,
  width: number,
  height: number,
): Uint32Array {
  const layout = new Layout();
  const at = {
    frame: layout.take(width * height * 4),
    white: layout.take(32),
    corners: layout.take(vertices.length * 16),
    triangles: layout.take(triangles.length * 2),
  };
  const { kernels, memory }: { kernels: Kernels; memory: ArrayBuffer } = layout.build(module);
  new Uint8Array(memory, at.white, 32).fill(255);
  new Uint16Array(memory, at.triangles, triangles.length).set(triangles);
  const corners = new Float32Array(memory, at.corners, vertices.length * 4);
  for (let i = 0; i < vertices.length; i++) {
    corners[i * 4] = rest[i * 2] ?? 0;
    corners[i * 4 + 1] = rest[i * 2 + 1] ?? 0;
  }
  const count = triangles.length / 3;
  kernels.drawTriangles(
    at.frame,
    width,
    0,
    0,
    width,
    height,
    at.white,
    2,
    2,
    at.corners,
    at.triangles,
    count,
    256,
  );
  return new Uint32Array(memory, at.frame, width * height);
}
