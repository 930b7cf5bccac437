import { beforeAll, describe, expect, it } from 'vitest';
import { writeI420 } from '../presenter/i420.js';
import { seededRandom } from '../random.js';
import { compileKernels, type Kernels, Layout } from './kernels.js';

const [WIDTH, HEIGHT] = [70, 50];
const SIDE = 9;

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

  it('converts windows of any even size as the presenters do', () => {
    const random = seededRandom(6);
    const rgba = new Uint8ClampedArray(memory, at.frame, WIDTH * HEIGHT * 4);
    for (let i = 0; i < rgba.length; i++) rgba[i] = i % 4 === 3 ? 255 : random() * 256;
    const whole = { x: 0, y: 0, width: WIDTH, height: HEIGHT };
    const expected = new Uint8Array((WIDTH * HEIGHT * 3) / 2);
    writeI420(expected, WIDTH, HEIGHT, rgba, whole);
    kernels.toI420(at.i420, WIDTH, HEIGHT, at.frame, 0, 0, 24, HEIGHT);
    kernels.toI420(at.i420, WIDTH, HEIGHT, at.frame, 24, 0, WIDTH - 24, HEIGHT);
    expect(Buffer.compare(new Uint8Array(memory, at.i420, expected.length), expected)).toBe(0);
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
});
