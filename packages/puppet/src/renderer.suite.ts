import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ACTIONS, EXPRESSIONS, VISEMES } from '@avatarium/contract/face';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LoopBackground } from './background-loop.js';
import { type AvatarRenderer, type Background, type FaceState, restingFace } from './face-state.js';

/** Where to look in a frame: shares of its width and height. */
interface Region {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

interface RendererUnderTest {
  create(width: number, height: number, background: Background): Promise<AvatarRenderer>;
  mouth: Region;
  eyes: Region;
}

const BLUE: Background = { kind: 'color', color: '#3366cc' };

/** Y, U and V of the frames of a loop; the first is BLUE. */
const LOOP: readonly (readonly [y: number, u: number, v: number])[] = [
  [100, 180, 98],
  [180, 90, 150],
  [30, 120, 200],
];

/** What every AvatarRenderer must do, whatever it draws. */
export function describeRenderer(name: string, subject: RendererUnderTest): void {
  describe(`${name} as an avatar renderer`, () => {
    const open: AvatarRenderer[] = [];
    const create = async (width = 512, height = 512, background = BLUE): Promise<AvatarRenderer> => {
      const renderer = await subject.create(width, height, background);
      open.push(renderer);
      return renderer;
    };
    const frame = (renderer: AvatarRenderer, state: FaceState): Uint8Array => renderer.render(state).slice();
    let renderer: AvatarRenderer;
    beforeEach(async () => {
      renderer = await create();
    });
    afterEach(() => {
      for (const used of open.splice(0)) used.dispose();
    });

    it.each([
      [1280, 720],
      [512, 512],
    ])('draws I420 of %i×%i', async (width, height) => {
      const sized = await create(width, height);
      const image = frame(sized, restingFace());
      expect([sized.width, sized.height]).toEqual([width, height]);
      expect(image).toHaveLength((width * height * 3) / 2);
      // #3366cc by BT.601, limited range.
      expectNear(pixel(image, width, height, 0, 0), [100, 180, 98]);
      expectNear(pixel(image, width, height, width - 1, 0), [100, 180, 98]);
      const luma = image.subarray(0, width * height);
      expect(luma.every((y) => y >= 16 && y <= 235)).toBe(true);
    });

    it('draws equal bytes for equal sequences', async () => {
      const [a, b] = [renderer, await create()];
      for (const state of [
        speaking('aa'),
        speaking('PP'),
        turned(0.6),
        acting('cheer', 0.4),
        restingFace(),
      ]) {
        expect(Buffer.compare(frame(a, state), frame(b, state))).toBe(0);
      }
    });

    it('draws a state alike, whatever came before', () => {
      const before = frame(renderer, restingFace());
      for (const state of [turned(-1), { ...restingFace(), breath: 1 }, acting('hand_wave', 0.5)]) {
        frame(renderer, state);
      }
      expect(Buffer.compare(frame(renderer, restingFace()), before)).toBe(0);
    });

    it('opens the mouth for aa and shuts the lips for PP', async () => {
      const dark = (state: FaceState): number => darkPixels(frame(renderer, state), renderer, subject.mouth);
      const [open, shut] = [dark(speaking('aa')), dark(speaking('PP'))];
      expect(open).toBeGreaterThan(shut * 2 + 40);
    });

    it('shows each viseme differently', async () => {
      const images = VISEMES.map((viseme) =>
        crop(frame(renderer, speaking(viseme)), renderer, subject.mouth),
      );
      for (let i = 0; i < images.length; i++) {
        for (let j = 0; j < i; j++) {
          expect(difference(images[i], images[j]), `${VISEMES[i]} and ${VISEMES[j]}`).toBeGreaterThan(50);
        }
      }
    });

    it('shuts the eyes', async () => {
      const awake = crop(frame(renderer, restingFace()), renderer, subject.eyes);
      const asleep = crop(
        frame(renderer, { ...restingFace(), blinkLeft: 1, blinkRight: 1 }),
        renderer,
        subject.eyes,
      );
      expect(difference(awake, asleep)).toBeGreaterThan(2000);
    });

    it.each(EXPRESSIONS)('shows %s', async (expression) => {
      const calm = frame(renderer, restingFace());
      const state = restingFace();
      state.expressions[expression] = 1;
      expect(difference(calm, frame(renderer, state))).toBeGreaterThan(2000);
    });

    it.each(ACTIONS.filter((action) => action !== 'nod' && action !== 'shake'))(
      'shows %s and leaves nothing of it',
      async (action) => {
        // With hands, or with the head where there are none.
        const before = frame(renderer, restingFace());
        expect(difference(before, frame(renderer, acting(action, 0.45)))).toBeGreaterThan(20_000);
        expect(Buffer.compare(frame(renderer, restingFace()), before)).toBe(0);
      },
    );

    it('refuses to draw once disposed of', () => {
      renderer.dispose();
      expect(() => renderer.render(restingFace())).toThrow('disposed');
    });

    it('covers the frame with a picture', async () => {
      await renderer.setBackground({ kind: 'image', bytes: picture('#20c040') });
      const image = frame(renderer, restingFace());
      for (const [x, y] of [
        [0, 0],
        [511, 0],
        [0, 200],
      ] as const) {
        expectNear(pixel(image, 512, 512, x, y), [127, 96, 67]);
      }
    });

    it('shows the background asked for last, though an earlier one took longer', async () => {
      await Promise.all([
        renderer.setBackground({ kind: 'image', bytes: picture('#20c040') }),
        renderer.setBackground(BLUE),
      ]);
      expectNear(pixel(frame(renderer, restingFace()), 512, 512, 0, 0), [100, 180, 98]);
    });

    describe('before a loop', () => {
      let folder: string;
      let loop: LoopBackground;
      beforeAll(() => {
        folder = mkdtempSync(path.join(os.tmpdir(), 'avatarium-loop-'));
        loop = { kind: 'loop', path: path.join(folder, 'loop.i420'), frames: LOOP.length, fps: 25 };
        writeFileSync(loop.path, Buffer.concat(LOOP.map((colour) => flat(512, 512, colour))));
      });
      afterAll(() => rmSync(folder, { recursive: true }));

      it('is drawn as before a colour', async () => {
        const before = ['aa', 'PP', 'ou'] as const;
        const still = before.map((viseme) => frame(renderer, speaking(viseme)));
        await renderer.setBackground(loop);
        for (const [i, viseme] of before.entries()) {
          expect(mostDifferent(frame(renderer, speaking(viseme)), still[i])).toBeLessThanOrEqual(4);
        }
      });

      it('moves by the session’s clock, with the face or without it', async () => {
        const moving = await create(512, 512, loop);
        const face = speaking('aa');
        const shown = [0, 0.04, 0.09, 0.12].map((tS) => frame(moving, { ...face, tS }));
        expect(shown.map((image) => pixel(image, 512, 512, 0, 0))).toEqual([0, 1, 2, 0].map((i) => LOOP[i]));
        for (const i of [2, 1, 0]) {
          expect(Buffer.compare(moving.rerender?.(i * 0.04) ?? Buffer.of(), shown[i] ?? Buffer.of())).toBe(0);
        }
      });

      it('gives way to another background, and nothing of it stays', async () => {
        const before = frame(renderer, restingFace());
        expect(renderer.rerender?.(1)).toBeNull();
        await renderer.setBackground(loop);
        frame(renderer, { ...restingFace(), tS: 0.04 });
        await renderer.setBackground(BLUE);
        expect(renderer.rerender?.(1)).toBeNull();
        expect(Buffer.compare(frame(renderer, restingFace()), before)).toBe(0);
      });

      it.each([
        ['whose frames are gone', { path: '/nowhere/loop.i420' }],
        ['that is longer than its file', { frames: 4 }],
        ['that never moves on', { fps: 0 }],
        ['without frames', { frames: 0 }],
      ])('refuses one %s, and keeps the background', async (_, change) => {
        const before = frame(renderer, restingFace());
        await expect(renderer.setBackground({ ...loop, ...change })).rejects.toThrow(/background/);
        expect(Buffer.compare(frame(renderer, restingFace()), before)).toBe(0);
      });
    });

    it('paints a gradient between its colours', async () => {
      await renderer.setBackground({ kind: 'gradient', from: '#000000', to: '#ffffff', angleDeg: 90 });
      const image = frame(renderer, restingFace());
      expect(pixel(image, 512, 512, 0, 0)[0]).toBeLessThan(24);
      expect(pixel(image, 512, 512, 511, 0)[0]).toBeGreaterThan(227);
    });

    it.each<[string, Background]>([
      ['bytes that are no picture', { kind: 'image', bytes: new Uint8Array(64).fill(7) }],
      ['no bytes', { kind: 'image', bytes: new Uint8Array(0) }],
      ['a picture cut short', { kind: 'image', bytes: picture('#ffffff').subarray(0, 60) }],
      ['a picture that declares 400 megapixels', { kind: 'image', bytes: hugePng() }],
      ['a colour that is none', { kind: 'color', color: 'url(x)' }],
      ['a gradient without an angle', { kind: 'gradient', from: '#fff', to: '#000', angleDeg: Number.NaN }],
    ])('refuses %s and keeps the background', async (_, background) => {
      const before = frame(renderer, restingFace());
      await expect(renderer.setBackground(background)).rejects.toThrow(/background/);
      expect(Buffer.compare(frame(renderer, restingFace()), before)).toBe(0);
    });
  });
}

function speaking(viseme: (typeof VISEMES)[number]): FaceState {
  const state = restingFace();
  state.visemes.fill(0);
  state.visemes[VISEMES.indexOf(viseme)] = 1;
  state.jaw = viseme === 'aa' ? 0.6 : 0;
  return state;
}

function turned(yaw: number): FaceState {
  return { ...restingFace(), yaw, pitch: yaw / 2, roll: -yaw, gazeX: yaw };
}

function acting(name: (typeof ACTIONS)[number], progress: number): FaceState {
  return { ...restingFace(), action: { name, progress } };
}

function expectNear(actual: readonly number[], expected: readonly number[]): void {
  for (const [i, value] of actual.entries())
    expect(Math.abs(value - (expected[i] ?? -9))).toBeLessThanOrEqual(1);
}

function pixel(
  image: Uint8Array,
  width: number,
  height: number,
  x: number,
  y: number,
): [y: number, u: number, v: number] {
  const chroma = (y >> 1) * (width >> 1) + (x >> 1);
  const u = width * height;
  const v = u + u / 4;
  return [image[y * width + x] ?? -1, image[u + chroma] ?? -1, image[v + chroma] ?? -1];
}

/** The luma of a region, row by row. */
function crop(image: Uint8Array, size: { width: number; height: number }, region: Region): Uint8Array {
  const [left, right] = [Math.round(region.left * size.width), Math.round(region.right * size.width)];
  const rows: Uint8Array[] = [];
  for (let y = Math.round(region.top * size.height); y < Math.round(region.bottom * size.height); y++) {
    rows.push(image.subarray(y * size.width + left, y * size.width + right));
  }
  return Buffer.concat(rows);
}

function darkPixels(image: Uint8Array, size: { width: number; height: number }, region: Region): number {
  return crop(image, size, region).filter((luma) => luma < 60).length;
}

function difference(a: Uint8Array | undefined, b: Uint8Array | undefined): number {
  let sum = 0;
  for (let i = 0; i < (a?.length ?? 0); i++) sum += Math.abs((a?.[i] ?? 0) - (b?.[i] ?? 0)) > 8 ? 10 : 0;
  return sum;
}

/** An I420 frame of one colour. */
function flat(width: number, height: number, [y, u, v]: readonly [number, number, number]): Uint8Array {
  const luma = width * height;
  const image = new Uint8Array(luma * 1.5).fill(y, 0, luma);
  return image.fill(u, luma, luma * 1.25).fill(v, luma * 1.25);
}

function mostDifferent(a: Uint8Array, b: Uint8Array | undefined): number {
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs((a[i] ?? 0) - (b?.[i] ?? 999)));
  return most;
}

function picture(colour: string): Uint8Array {
  const canvas = createCanvas(90, 40);
  const pen = canvas.getContext('2d');
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 90, 40);
  return canvas.toBuffer('image/png');
}

/** The header of a PNG of 20,000 × 20,000 pixels; refused before any decoding. */
function hugePng(): Uint8Array {
  const bytes = Buffer.from(picture('#000000'));
  bytes.writeUInt32BE(20_000, 16);
  bytes.writeUInt32BE(20_000, 20);
  return bytes;
}
