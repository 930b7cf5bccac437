import { describe, expect, it } from 'vitest';
import type { CloseLook } from './close-look.js';
import { findLoop } from './loop.js';
import { faceDoing } from './testing/faces.js';

/** A look of so many frames; `doing` says what the face does in each. */
function look(frames: number, doing: (frame: number) => Parameters<typeof faceDoing>[0]): CloseLook {
  return {
    fromS: 0,
    landmarks: Array.from({ length: frames }, (_, i) => faceDoing(doing(i))),
    thumbnails: Array.from({ length: frames }, () => new Uint8Array(27)),
  };
}

describe('the loop of a stretch', () => {
  it('ends where the movement is where it began', () => {
    const loop = findLoop(
      look(260, (i) => ({ x: 12 * Math.sin((2 * Math.PI * i) / 125), y: i < 20 ? 30 : 0 })),
    );
    expect(loop.order).toBe('forward');
    expect([125, 250]).toContain(loop.frames);
    expect(loop.first).toBeGreaterThanOrEqual(20);
    expect(loop.seam.points).toBeLessThan(0.002);
  });

  it('goes back and forth where the movement never returns, and turns where it rests', () => {
    const drift = (i: number): number => (i < 30 ? 0 : i > 200 ? 170 : i - 30);
    const loop = findLoop(look(240, (i) => ({ x: drift(i) })));
    expect(loop.order).toBe('pingpong');
    expect(loop.first).toBeLessThan(30);
    expect(loop.first + loop.frames).toBeGreaterThan(200);
    expect(loop.blend).toBe(0);
  });

  it('keeps blinks away from its seam', () => {
    const blinks = (i: number): boolean => i % 60 < 8;
    const loop = findLoop(look(260, (i) => ({ eyes: blinks(i) ? 0.1 : 1 })));
    for (const end of [loop.first, loop.first + loop.frames]) {
      for (let i = end - loop.blend; i <= end; i++) expect(blinks(i)).toBe(false);
    }
  });
});
