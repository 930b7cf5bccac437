import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import { compileKernels, type Kernels, Layout } from './kernels.js';

const [WIDTH, HEIGHT] = [70, 50];
const SIDE = 9;
const SPRITE = 40;

/** Steps through a sprite in 16.16 fixed point: see `drawSprite`. */
type Steps = readonly [uX: number, uY: number, u0: number, vX: number, vY: number, v0: number];
const SHRUNK: Steps = [80_000, 9_000, -700_000, -9_000, 80_000, -300_000];
const TURNED: Steps = [50_000, 50_000, -900_000, -50_000, 50_000, 500_000];
const MIRRORED: Steps = [-70_000, 5_000, 3_000_000, 5_000, 70_000, -300_000];
const SHIFTED: Steps = [65_536, 0, -10 * 65_536, 0, 65_536, -300_000];

describe('kernels', () => {
  const layout = new Layout();
  const at = {
    frame: layout.take(WIDTH * HEIGHT * 4),
    i420: layout.take((WIDTH * HEIGHT * 3) / 2),
    texture: layout.take(64),
    corners: layout.take(SIDE * SIDE * 16),
    triangles: layout.take(SIDE * SIDE * 12),
    points: layout.take(64),
    coverage: layout.take(WIDTH * HEIGHT * 4),
    sprite: layout.take(SPRITE * SPRITE * 4),
    blocks: layout.take(25),
    texels: layout.take(SPRITE * 8 + 32),
    alpha: layout.take(WIDTH * HEIGHT * 1.25),
    plane: layout.take(WIDTH * HEIGHT * 1.25),
  };
  let kernels: Kernels;
  let memory: ArrayBuffer;
  beforeAll(async () => {
    ({ kernels, memory } = layout.build(await compileKernels()));
  });

  /** A grid whose inner vertices lie anywhere near their places; half transparent, so that drawing twice shows. */
  function drawGrid(random: () => number): void {
    const corners = new Float32Array(memory, at.corners, SIDE * SIDE * 4);
    const triangles: number[] = [];
    for (let row = 0; row < SIDE; row++) {
      for (let column = 0; column < SIDE; column++) {
        const i = row * SIDE + column;
        const inner = row > 0 && column > 0 && row < SIDE - 1 && column < SIDE - 1;
        corners[i * 4] = 5 + column * 7 + (inner ? random() * 2 : 0);
        corners[i * 4 + 1] = 4 + row * 5 + (inner ? random() * 1.5 : 0);
        if (row === 0 || column === 0) continue;
        triangles.push(i - SIDE - 1, i - SIDE, i - 1, i - 1, i - SIDE, i);
      }
    }
    new Uint16Array(memory, at.triangles, triangles.length).set(triangles);
    new Uint8Array(memory, at.texture, 64).fill(100);
    new Uint8Array(memory, at.frame, WIDTH * HEIGHT * 4).fill(0);
    const count = triangles.length / 3;
    const { frame, texture, corners: from, triangles: order } = at;
    kernels.drawTriangles(frame, WIDTH, 0, 0, WIDTH, HEIGHT, texture, 4, 4, from, order, count, 256);
  }

  it('draws each pixel of a mesh once, whatever its triangles', () => {
    const random = seededRandom(5);
    for (let round = 0; round < 50; round++) {
      drawGrid(random);
      const alpha = new Uint8Array(memory, at.frame, WIDTH * HEIGHT * 4).filter((_, i) => i % 4 === 3);
      expect(new Set(alpha)).toEqual(new Set([0, 100]));
      expect(alpha.filter((value) => value > 0)).toHaveLength(56 * 40);
    }
  });

  it('converts windows of any even size to I420', () => {
    const random = seededRandom(6);
    const rgba = new Uint8Array(memory, at.frame, WIDTH * HEIGHT * 4);
    for (let i = 0; i < rgba.length; i++) rgba[i] = i % 4 === 3 ? 255 : random() * 256;
    kernels.toI420(at.i420, WIDTH, HEIGHT, at.frame, 0, 0, 24, HEIGHT);
    kernels.toI420(at.i420, WIDTH, HEIGHT, at.frame, 24, 0, WIDTH - 24, HEIGHT);
    const luma = (i: number): number =>
      66 * (rgba[i * 4] ?? 0) + 129 * (rgba[i * 4 + 1] ?? 0) + 25 * (rgba[i * 4 + 2] ?? 0);
    const expected: number[] = [];
    for (let i = 0; i < WIDTH * HEIGHT; i++) expected.push((luma(i) + 4224) >> 8);
    for (const [red, green, blue] of [
      [-38, -74, 112],
      [112, -94, -18],
    ] as const) {
      for (let y = 0; y < HEIGHT; y += 2) {
        for (let x = 0; x < WIDTH; x += 2) {
          const square = [0, 1, WIDTH, WIDTH + 1].map((step) => y * WIDTH + x + step);
          const [r, g, b] = [0, 1, 2].map((channel) => sum(rgba, square, channel)) as [
            number,
            number,
            number,
          ];
          expected.push((red * r + green * g + blue * b + 131584) >> 10);
        }
      }
    }
    const written = new Uint8Array(memory, at.i420, expected.length);
    expect(Buffer.compare(written, Uint8Array.from(expected))).toBe(0);
  });

  it('lays what is drawn on nothing over other frames, as far as it is opaque', () => {
    const random = seededRandom(8);
    const [pixels, luma, chroma] = [WIDTH * HEIGHT, WIDTH * HEIGHT, (WIDTH * HEIGHT) / 4];
    const rgba = new Uint8Array(memory, at.frame, pixels * 4);
    for (let i = 0; i < pixels; i++) {
      // Clear, opaque, and in between, in stretches and one by one.
      const alpha = i % 200 < 80 ? 0 : i % 200 < 160 ? 255 : Math.floor(random() * 256);
      for (let k = 0; k < 4; k++)
        rgba[i * 4 + k] = k === 3 ? alpha : (alpha * Math.floor(random() * 256)) / 255;
    }
    kernels.toI420(at.i420, WIDTH, HEIGHT, at.frame, 0, 0, WIDTH, HEIGHT);
    // In windows of any even size.
    kernels.takeAlpha(at.alpha, WIDTH, HEIGHT, at.frame, 0, 0, 26, HEIGHT);
    kernels.takeAlpha(at.alpha, WIDTH, HEIGHT, at.frame, 26, 0, WIDTH - 26, HEIGHT);
    const alpha = new Uint8Array(memory, at.alpha, luma + chroma);
    const over = new Uint8Array(memory, at.i420, luma + chroma);
    const below = Uint8Array.from({ length: luma + chroma }, () => random() * 256);
    const plane = new Uint8Array(memory, at.plane, luma + chroma);
    plane.set(below);
    kernels.layOver(at.plane, at.i420, at.alpha, luma, 16);
    kernels.layOver(at.plane + luma, at.i420 + luma, at.alpha + luma, chroma, 128);
    for (let i = 0; i < luma + chroma; i++) {
      const [row, column] = [Math.floor((i - luma) / (WIDTH / 2)) * 2, ((i - luma) % (WIDTH / 2)) * 2];
      const square = [0, 1, WIDTH, WIDTH + 1].map((step) => row * WIDTH + column + step);
      const opacity = i < luma ? (rgba[i * 4 + 3] ?? 0) : (sum(rgba, square, 3) + 2) >> 2;
      expect(alpha[i]).toBe(opacity);
      const zero = i < luma ? 16 : 128;
      const mixed = (over[i] ?? 0) + (((below[i] ?? 0) - zero) * (255 - opacity)) / 255;
      expect(Math.abs((plane[i] ?? 0) - Math.max(0, Math.min(255, mixed)))).toBeLessThan(0.6);
    }
  });

  it('covers polygons by their area', () => {
    const points = [10.25, 5.5, 30.5, 8.75, 25, 20.3, 12.6, 18.1];
    new Float32Array(memory, at.points, 8).set(points);
    kernels.coverPolygon(at.coverage, WIDTH, HEIGHT, at.points, 4);
    let area = 0;
    for (let i = 0; i < 8; i += 2) {
      area +=
        (points[i] ?? 0) * (points[(i + 3) % 8] ?? 0) - (points[(i + 2) % 8] ?? 0) * (points[i + 1] ?? 0);
    }
    const coverage = new Float32Array(memory, at.coverage, WIDTH * HEIGHT);
    expect(coverage.reduce((sum, value) => sum + value, 0)).toBeCloseTo(area / 2, 2);
    expect(coverage.every((value) => value > -1e-4 && value < 1.0001)).toBe(true);
    expect(coverage[12 * WIDTH + 20]).toBeCloseTo(1, 4);
  });

  /** A blob of changing colour with soft edges, turned and shrunk, on grey; within the polygon if told. */
  function drawBlob(
    windows: readonly [left: number, right: number][],
    covered: boolean,
    marks: number,
    [uX, uY, u0, vX, vY, v0]: Steps = SHRUNK,
  ): Uint8Array {
    const pixels = new Uint8Array(memory, at.sprite, SPRITE * SPRITE * 4).fill(0);
    for (let y = 2; y < SPRITE - 2; y++) {
      for (let x = 2; x < 26; x++) {
        const alpha = Math.min(255, 60 * Math.min(x - 1, 26 - x, y - 1));
        for (let k = 0; k < 4; k++)
          pixels[(y * SPRITE + x) * 4 + k] = k === 3 ? alpha : (alpha * (x + k * y)) / 200;
      }
    }
    new Uint8Array(memory, at.blocks, 25).fill(marks);
    const frame = new Uint8Array(memory, at.frame, WIDTH * HEIGHT * 4);
    for (let i = 0; i < frame.length; i++) frame[i] = i % 4 === 3 ? 255 : 90;
    const coverage = covered ? at.coverage : 0;
    for (const [left, right] of windows) {
      const blob = [at.sprite, SPRITE, SPRITE, at.blocks, u0, uX, uY, v0, vX, vY, 256] as const;
      const cover = [coverage, 0, 0, WIDTH, HEIGHT] as const;
      kernels.drawSprite(at.frame, WIDTH, left, 0, right, HEIGHT, ...blob, ...cover, at.texels);
    }
    return frame.slice();
  }

  it.each([
    ['shrunk and hardly turned', SHRUNK],
    ['turned', TURNED],
    ['mirrored', MIRRORED],
    ['shifted', SHIFTED],
  ])('draws a sprite that is %s alike in whatever windows', (_, steps) => {
    new Float32Array(memory, at.points, 8).set([10.25, 5.5, 30.5, 8.75, 25, 20.3, 12.6, 18.1]);
    kernels.coverPolygon(at.coverage, WIDTH, HEIGHT, at.points, 4);
    for (const covered of [false, true]) {
      const whole = drawBlob([[0, WIDTH]], covered, 1, steps);
      const windows: [number, number][] = [
        [0, 13],
        [13, 20],
        [20, 21],
        [21, WIDTH],
      ];
      expect(Buffer.compare(drawBlob(windows, covered, 1, steps), whole)).toBe(0);
      expect(whole.some((value, i) => i % 4 !== 3 && value !== 90)).toBe(true);
      expect(whole.every((value, i) => i % 4 !== 3 || value === 255)).toBe(true);
    }
  });

  it.each([
    ['shrunk and hardly turned', SHRUNK],
    ['turned', TURNED],
    ['mirrored', MIRRORED],
    ['shifted', SHIFTED],
  ])('shows of a sprite that is %s what lies between its pixels', (_, steps) => {
    const drawn = drawBlob([[0, WIDTH]], false, 1, steps);
    const pixels = new Uint8Array(memory, at.sprite, SPRITE * SPRITE * 4);
    const [uX, uY, u0, vX, vY, v0] = steps.map((step) => step / 65_536) as unknown as Steps;
    let worst = 0;
    for (let y = 0; y < HEIGHT; y++) {
      for (let x = 0; x < WIDTH; x++) {
        const [r, g, b, a] = between(pixels, u0 + uX * x + uY * y, v0 + vX * x + vY * y);
        for (const [k, colour] of [r, g, b].entries()) {
          const expected = colour + (90 * (255 - a)) / 255;
          worst = Math.max(worst, Math.abs(expected - (drawn[(y * WIDTH + x) * 4 + k] ?? 0)));
        }
      }
    }
    expect(worst).toBeLessThan(6);
  });

  it('shows a sprite within its coverage only, and nothing of blocks marked clear', () => {
    const shares = new Float32Array(memory, at.coverage, WIDTH * HEIGHT);
    for (let i = 0; i < shares.length; i++) shares[i] = i % WIDTH < 20 ? 1 : 0;
    const free = drawBlob([[0, WIDTH]], false, 1);
    const covered = drawBlob([[0, WIDTH]], true, 1);
    for (let i = 0; i < covered.length; i++) {
      const grey = i % 4 === 3 ? 255 : 90;
      expect(covered[i]).toBe((i >> 2) % WIDTH < 20 ? free[i] : grey);
    }
    expect(drawBlob([[0, WIDTH]], false, 0).every((value, i) => value === (i % 4 === 3 ? 255 : 90))).toBe(
      true,
    );
  });
});

/** The colour of a sprite at u, v, clear outside of it. */
function between(pixels: Uint8Array, u: number, v: number): [r: number, g: number, b: number, a: number] {
  const [column, row] = [Math.floor(u), Math.floor(v)];
  const out: [number, number, number, number] = [0, 0, 0, 0];
  if (column < 0 || row < 0 || column >= SPRITE - 1 || row >= SPRITE - 1) return out;
  for (const [x, y] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ] as const) {
    const share = Math.abs(1 - x - (u - column)) * Math.abs(1 - y - (v - row));
    for (let k = 0; k < 4; k++) {
      out[k] = (out[k] ?? 0) + share * (pixels[((row + y) * SPRITE + column + x) * 4 + k] ?? 0);
    }
  }
  return out;
}

function sum(rgba: Uint8Array, pixels: readonly number[], channel: number): number {
  return pixels.reduce((total, pixel) => total + (rgba[pixel * 4 + channel] ?? 0), 0);
}
