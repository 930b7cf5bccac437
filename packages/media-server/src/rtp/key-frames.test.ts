import { describe, expect, it } from 'vitest';
import { startsKeyFrame } from './key-frames.js';

const key = (mime: string, ...bytes: number[]) => startsKeyFrame(mime, Buffer.from(bytes));

describe('key frames of VP8', () => {
  const vp8 = (...bytes: number[]) => key('video/vp8', ...bytes);
  it('begin with the first partition of an intra frame', () => {
    expect(vp8(0x10, 0x00)).toBe(true);
    expect(vp8(0x10, 0x01)).toBe(false);
    expect(vp8(0x00, 0x00)).toBe(false);
    expect(vp8(0x11, 0x00)).toBe(false);
  });
  it('are seen behind descriptor extensions', () => {
    expect(vp8(0x90, 0x80, 0x12, 0x00)).toBe(true);
    expect(vp8(0x90, 0x80, 0x92, 0x34, 0x00)).toBe(true);
    expect(vp8(0x90, 0xf0, 0x92, 0x34, 0x01, 0x02, 0x01)).toBe(false);
  });
  it('are not seen in empty packets', () => {
    expect(vp8()).toBe(false);
    expect(vp8(0x10)).toBe(false);
  });
});

describe('key frames of H264', () => {
  const h264 = (...bytes: number[]) => key('video/h264', ...bytes);
  it('begin with parameter sets or an IDR slice', () => {
    expect(h264(0x67, 0x42)).toBe(true);
    expect(h264(0x65, 0x00)).toBe(true);
    expect(h264(0x41, 0x00)).toBe(false);
  });
  it('are seen in aggregates and at the start of fragments', () => {
    expect(h264(0x78, 0x00, 0x02, 0x67, 0x42, 0x00, 0x01, 0x68)).toBe(true);
    expect(h264(0x78, 0x00, 0x02, 0x41, 0x42)).toBe(false);
    expect(h264(0x7c, 0x85)).toBe(true);
    expect(h264(0x7c, 0x05)).toBe(false);
    expect(h264(0x7c, 0x81)).toBe(false);
  });
});
