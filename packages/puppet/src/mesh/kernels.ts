import { readFile } from 'node:fs/promises';

/** The loops of `assembly/`; see there. Pointers are byte offsets into the memory. */
export interface Kernels {
  addShape(out: number, shape: number, weight: number, count: number): void;
  turnHead(
    out: number,
    places: number,
    depth: number,
    weight: number,
    count: number,
    pivotX: number,
    pivotY: number,
    tiltSin: number,
    tiltCos: number,
    yawSin: number,
    yawCos: number,
    pitchSin: number,
    pitchCos: number,
    rollSin: number,
    rollCos: number,
    shiftX: number,
    shiftY: number,
  ): void;
  drawTriangles(
    frame: number,
    frameWidth: number,
    left: number,
    top: number,
    right: number,
    bottom: number,
    texture: number,
    textureWidth: number,
    textureHeight: number,
    corners: number,
    triangles: number,
    count: number,
    opacity: number,
  ): void;
  drawSprite(
    frame: number,
    frameWidth: number,
    left: number,
    top: number,
    right: number,
    bottom: number,
    texture: number,
    textureWidth: number,
    textureHeight: number,
    blocks: number,
    u0: number,
    uX: number,
    uY: number,
    v0: number,
    vX: number,
    vY: number,
    opacity: number,
    coverage: number,
    coverLeft: number,
    coverTop: number,
    coverWidth: number,
    coverHeight: number,
    texels: number,
  ): void;
  markBlocks(blocks: number, texture: number, width: number, height: number): void;
  copyWindow(
    to: number,
    from: number,
    pictureWidth: number,
    left: number,
    top: number,
    width: number,
    height: number,
  ): void;
  fillWindow(
    picture: number,
    pictureWidth: number,
    left: number,
    top: number,
    width: number,
    height: number,
    colour: number,
  ): void;
  fillRows(picture: number, width: number, height: number, upper: number, lower: number): void;
  coverPolygon(coverage: number, width: number, height: number, points: number, count: number): void;
  coverPath(coverage: number, width: number, height: number, points: number, count: number): void;
  softenCoverage(coverage: number, width: number, height: number): void;
  paintCovered(
    picture: number,
    pictureWidth: number,
    left: number,
    top: number,
    width: number,
    height: number,
    coverage: number,
    coverageWidth: number,
    clip: number,
    clipWidth: number,
    ramp: number,
    radial: number,
    uX: number,
    uY: number,
    u0: number,
    vX: number,
    vY: number,
    v0: number,
  ): void;
  drawCovered(
    frame: number,
    frameWidth: number,
    left: number,
    top: number,
    patch: number,
    coverage: number,
    width: number,
    height: number,
    upper: number,
    side: number,
    shade: number,
    reach: number,
    dark: number,
  ): void;
  fromI420(
    picture: number,
    frame: number,
    frameWidth: number,
    frameHeight: number,
    left: number,
    top: number,
    width: number,
    height: number,
  ): void;
  toI420(
    frame: number,
    frameWidth: number,
    frameHeight: number,
    picture: number,
    left: number,
    top: number,
    width: number,
    height: number,
  ): void;
  takeAlpha(
    alpha: number,
    frameWidth: number,
    frameHeight: number,
    picture: number,
    left: number,
    top: number,
    width: number,
    height: number,
  ): void;
  layOver(plane: number, over: number, alpha: number, count: number, zero: number): void;
}

const PAGE_BYTES = 65_536;

let compiled: Promise<WebAssembly.Module> | undefined;

/** The loops, compiled: once a thread. */
export function compileKernels(): Promise<WebAssembly.Module> {
  compiled ??= compile().catch((error: unknown) => {
    // The next one may have better luck.
    compiled = undefined;
    throw error;
  });
  return compiled;
}

async function compile(): Promise<WebAssembly.Module> {
  // From where sources lie as from where they are compiled to, this is in the package's dist.
  return WebAssembly.compile(await readFile(new URL('../../dist/kernels.wasm', import.meta.url)));
}

/** Hands out parts of a memory that is yet to be made, each at a multiple of 16 bytes. */
export class Layout {
  #bytes = 16;

  /** The offset of `bytes` bytes. */
  take(bytes: number): number {
    const at = this.#bytes;
    this.#bytes = Math.ceil((at + bytes) / 16) * 16;
    return at;
  }

  /** The memory, all zero, and the loops that work on it. */
  build(module: WebAssembly.Module): { kernels: Kernels; memory: ArrayBuffer } {
    const memory = new WebAssembly.Memory({ initial: Math.ceil((this.#bytes + 16) / PAGE_BYTES) });
    const instance = new WebAssembly.Instance(module, { env: { memory } });
    return { kernels: instance.exports as unknown as Kernels, memory: memory.buffer };
  }
}
