import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { declaredImageSize } from './image-size.js';

const canvas = createCanvas(46, 32);
canvas.getContext('2d').fillRect(0, 0, 20, 20);

describe('declaredImageSize', () => {
  it.each([
    ['PNG', canvas.encodeSync('png')],
    ['JPEG', canvas.encodeSync('jpeg', 80)],
    ['WebP, lossy', canvas.encodeSync('webp', 60)],
    ['WebP, lossless', canvas.encodeSync('webp', 100)],
    ['GIF', canvas.encodeSync('gif')],
    ['AVIF', canvas.encodeSync('avif')],
  ])('reads the header of a %s', (_, bytes) => {
    expect(declaredImageSize(bytes)).toEqual({ width: 46, height: 32 });
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['text', new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a JPEG without a frame', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0)],
    ['a PNG cut short', canvas.encodeSync('png').subarray(0, 12)],
  ])('answers null to %s', (_, bytes) => {
    expect(declaredImageSize(bytes)).toBeNull();
  });
});
