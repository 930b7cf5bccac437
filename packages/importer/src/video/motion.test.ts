import { describe, expect, it } from 'vitest';
import { LIPS } from '../face/indices.js';
import type { Landmarks } from '../face/landmarks.js';
import { against, carryVertices, steady } from './motion.js';
import { faceDoing } from './testing/faces.js';

const sway = (i: number): number => 10 * Math.sin(i / 15);
/** A swaying face whose points shake by up to a pixel, as a model's do. */
const shaken = Array.from({ length: 100 }, (_, i): Landmarks => {
  const face = faceDoing({ x: sway(i) });
  for (let p = 0; p < face.x.length; p++) {
    face.x[p] = (face.x[p] ?? 0) + noise(i * 977 + p);
    face.y[p] = (face.y[p] ?? 0) + noise(i * 977 + p + 0.5);
  }
  return face;
});

function noise(seed: number): number {
  const value = Math.sin(seed * 127.1) * 43758.5453;
  return (value - Math.floor(value)) * 2 - 1;
}

describe('the motion of a face', () => {
  it('is free of shaking and does not lag', () => {
    const calm = steady(shaken);
    const lip = LIPS.innerUpper[5];
    const truth = faceDoing().x[lip] ?? 0;
    for (let i = 15; i < 85; i++)
      expect(Math.abs((calm[i]?.x[lip] ?? 0) - truth - sway(i))).toBeLessThan(0.5);
  });

  it('carries vertices with the head by their weight, and leaves them where they are in the reference', () => {
    const frames = [faceDoing(), faceDoing({ x: 20, y: -6 })];
    const reference = frames[0] as Landmarks;
    const places = Float32Array.of(200, 200, 230, 150, 40, 40);
    const carried = carryVertices(places, Float32Array.of(1, 0.5, 0), reference, against(reference, frames));
    expect([...carried.subarray(0, 6)]).toEqual([...places].map((value) => expect.closeTo(value, 3)));
    const moved = [220, 194, 240, 147, 40, 40];
    expect([...carried.subarray(6)]).toEqual(moved.map((value) => expect.closeTo(value, 2)));
  });

  it('carries vertices of the lips with the lips', () => {
    const frames = [faceDoing({ gap: 2 }), faceDoing({ gap: 12 })];
    const reference = frames[0] as Landmarks;
    const lip = LIPS.innerLower[5];
    const place = Float32Array.of(reference.x[lip] ?? 0, reference.y[lip] ?? 0);
    const carried = carryVertices(place, Float32Array.of(1), reference, against(reference, frames));
    expect((carried[3] ?? 0) - (carried[1] ?? 0)).toBeCloseTo(10, 0);
  });
});
