import { readFileSync } from 'node:fs';
import { EXPRESSIONS, VISEMES, type Viseme } from '@avatarium/contract/face';
import { type AvatarRenderer, createPackRenderer, type FaceState, restingFace } from '@avatarium/puppet';
import { type AvatarPack, SHAPES, type ShapeName, validatePack, writePack } from '@avatarium/puppet/pack';
import { type Canvas, createCanvas, type Image, loadImage } from '@napi-rs/canvas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FoundFace, findFace } from './face/find.js';
import { decodePicture } from './image/pixels.js';
import { importPortrait, PortraitRefusedError } from './portrait.js';
import type { OnProgress } from './progress.js';
import { LIP_ROWS } from './rig/lip-rows.js';
import { SLIVER } from './rig/unfold.js';
import { cartoon, painted, turnedPicture } from './testing/pictures.js';

const FIXTURE = readFileSync(new URL('../../../tests/fixtures/astronaut.png', import.meta.url));
const OPTIONS = { name: 'Eileen', licence: 'public domain', consent: null, createdAt: 1 };
const SIZE = 512;

let image: Image;
let pack: AvatarPack;
let renderer: AvatarRenderer;
const steps: string[] = [];
const progress: number[] = [];

beforeAll(async () => {
  image = await loadImage(FIXTURE);
  const onProgress: OnProgress = (done, step) => {
    steps.push(step);
    progress.push(done);
  };
  pack = await importPortrait(FIXTURE, { ...OPTIONS, onProgress });
  renderer = await createPackRenderer({ pack, width: SIZE, height: SIZE, background: { kind: 'own' } });
}, 120_000);
afterAll(() => renderer.dispose());

/** The fixture, drawn somehow. */
function picture(width: number, height: number, paint: (draw: Draw) => void): Uint8Array {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#c0b8b4';
  context.fillRect(0, 0, width, height);
  paint((x, y, scale) => context.drawImage(image, x, y, 512 * scale, 512 * scale));
  return new Uint8Array(canvas.toBuffer('image/jpeg', 92));
}
type Draw = (x: number, y: number, scale: number) => void;

/** Tells how a JPEG is to be turned to stand upright (EXIF orientation). */
function oriented(jpeg: Uint8Array, orientation: number): Uint8Array {
  const tiff = [
    0x4d,
    0x4d,
    0,
    42,
    0,
    0,
    0,
    8,
    0,
    1,
    0x01,
    0x12,
    0,
    3,
    0,
    0,
    0,
    1,
    0,
    orientation,
    0,
    0,
    0,
    0,
    0,
    0,
  ];
  const body = [...Buffer.from('Exif\0\0'), ...tiff];
  const length = body.length + 2;
  return Uint8Array.from([0xff, 0xd8, 0xff, 0xe1, length >> 8, length & 255, ...body, ...jpeg.subarray(2)]);
}

function speaking(viseme: Viseme): FaceState {
  return {
    ...restingFace(),
    visemes: Float32Array.from(VISEMES, (name) => (name === viseme ? 1 : 0)),
    jaw: 0.5,
  };
}
/** Luma of a frame. */
const frame = (viseme: Viseme): Uint8Array => renderer.render(speaking(viseme)).slice(0, SIZE * SIZE);

/** vertices × 2 under some shapes. */
function posed(weights: Partial<Record<ShapeName, number>>): Float32Array {
  const { rest, shapes } = pack.rig;
  const out = Float32Array.from(rest);
  for (const [s, name] of SHAPES.entries())
    for (let i = 0; i < out.length; i++)
      out[i] = (out[i] ?? 0) + (shapes[s * rest.length + i] ?? 0) * (weights[name] ?? 0);
  return out;
}

/** Triangles that turn over; only those with a corner in `of`, where it is given. */
function folded(weights: Partial<Record<ShapeName, number>>, of?: ReadonlySet<number>): number {
  const { rest, triangles } = pack.rig;
  const at = posed(weights);
  const sliver = SLIVER * pack.manifest.face.eyeDistance ** 2;
  const area = (of: Float32Array, t: number): number => {
    const [a = 0, b = 0, c = 0] = triangles.subarray(t, t + 3);
    const x = (i: number): number => of[i * 2] ?? 0;
    const y = (i: number): number => of[i * 2 + 1] ?? 0;
    return (x(b) - x(a)) * (y(c) - y(a)) - (x(c) - x(a)) * (y(b) - y(a));
  };
  let count = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    if (of && !triangles.subarray(t, t + 3).some((corner) => of.has(corner))) continue;
    const before = area(rest, t);
    if (Math.abs(before) > sliver && area(at, t) * before <= 0) count++;
  }
  return count;
}

/** How far the lips are apart in the middle, by the eyes' distance. */
function gap(weights: Partial<Record<ShapeName, number>>): number {
  const at = posed(weights);
  const { upper, lower } = pack.manifest.rig.innerLips;
  const [u = 0, l = 0] = [upper[5], lower[5]];
  return (
    Math.hypot((at[u * 2] ?? 0) - (at[l * 2] ?? 0), (at[u * 2 + 1] ?? 0) - (at[l * 2 + 1] ?? 0)) /
    pack.manifest.face.eyeDistance
  );
}

describe('an avatar made of a portrait', () => {
  it('is told of while it is made', () => {
    expect(steps).toEqual(['face', 'matte', 'mesh', 'shapes', 'picture']);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  });

  it('is a whole pack with the advice that the portrait deserves', () => {
    expect(() => validatePack(pack)).not.toThrow();
    const { manifest } = pack;
    expect(manifest).toMatchObject({
      kind: 'photo',
      name: 'Eileen',
      licence: 'public domain',
      consent: null,
    });
    expect(manifest.rig.triangles).toBeGreaterThan(1000);
    expect(manifest.rig.triangles).toBeLessThan(1300);
    expect(manifest.quality.advice.map(({ code }) => code)).toEqual(['face_small', 'mouth_open']);
    expect(manifest.face.tiltDeg).toBeCloseTo(3.2, 0);
  });

  it('is the same to the byte when it is made again', async () => {
    expect(
      Buffer.from(writePack(await importPortrait(FIXTURE, OPTIONS))).equals(Buffer.from(writePack(pack))),
    ).toBe(true);
  }, 120_000);

  it('folds nowhere in any shape, nor in what visemes and expressions make of them', () => {
    for (const name of SHAPES) expect({ name, folded: folded({ [name]: 1 }) }).toEqual({ name, folded: 0 });
    expect(folded({ gazeX: -1, gazeY: -1 })).toBe(0);
    const { visemes, expressions } = pack.manifest;
    for (const viseme of VISEMES) {
      expect({ viseme, folded: folded(visemes[viseme]) }).toEqual({ viseme, folded: 0 });
    }
    for (const expression of EXPRESSIONS) {
      expect({ expression, folded: folded(expressions[expression]) }).toEqual({ expression, folded: 0 });
    }
  });

  it('folds nowhere at the lips when it feels something and speaks, both at full weight', () => {
    const lips = new Set<number>(Object.values(LIP_ROWS).flat(2));
    const { visemes, expressions } = pack.manifest;
    for (const viseme of VISEMES) {
      for (const expression of EXPRESSIONS) {
        const both: Partial<Record<ShapeName, number>> = { ...visemes[viseme] };
        for (const name of SHAPES) both[name] = (both[name] ?? 0) + (expressions[expression]?.[name] ?? 0);
        expect({ viseme, expression, folded: folded(both, lips) }).toEqual({ viseme, expression, folded: 0 });
      }
    }
  });

  it('has lips that a nod does not part', () => {
    const { depth } = pack.rig;
    const { upper, lower } = pack.manifest.rig.innerLips;
    expect(upper.map((vertex) => depth[vertex])).toEqual(lower.map((vertex) => depth[vertex]));
  });

  it('has no depth that a turn of the head would fold', () => {
    const { rest, depth, triangles } = pack.rig;
    const sliver = SLIVER * pack.manifest.face.eyeDistance ** 2;
    const area = (of: Float32Array, [a = 0, b = 0, c = 0]: Uint16Array): number => {
      const x = (i: number): number => of[i * 2] ?? 0;
      const y = (i: number): number => of[i * 2 + 1] ?? 0;
      return (x(b) - x(a)) * (y(c) - y(a)) - (x(c) - x(a)) * (y(b) - y(a));
    };
    for (const yaw of [-0.17, 0.17]) {
      const turned = rest.map((place, i) => (i % 2 === 0 ? place + yaw * (depth[i >> 1] ?? 0) : place));
      for (let t = 0; t < triangles.length; t += 3) {
        const corners = triangles.subarray(t, t + 3);
        const before = area(rest, corners);
        if (Math.abs(before) > sliver) expect(area(turned, corners) * before).toBeGreaterThan(0);
      }
    }
  });

  it('closes the mouth that the portrait opens, with no tooth left on the lips', async () => {
    const { visemes, rig } = pack.manifest;
    expect(gap({})).toBeLessThan(1e-4);
    expect(gap(visemes.PP)).toBeLessThan(1e-3);
    expect(gap(visemes.aa)).toBeGreaterThan(0.2);
    for (const vowel of ['E', 'oh', 'ih', 'ou'] as const) expect(gap(visemes[vowel])).toBeGreaterThan(0.05);
    const drawn = await loadImage(Buffer.from(pack.files.get('picture.jpg') ?? []));
    const context = createCanvas(drawn.width, drawn.height).getContext('2d');
    context.drawImage(drawn, 0, 0);
    for (const vertex of [...rig.innerLips.upper.slice(2, -2), ...rig.innerLips.lower.slice(2, -2)]) {
      const [x = 0, y = 0] = pack.rig.texture.subarray(vertex * 2, vertex * 2 + 2);
      const [r = 0, g = 0] = context.getImageData(Math.round(x), Math.round(y), 1, 1).data;
      // Teeth are grey; lips are red.
      expect(r - g).toBeGreaterThan(25);
    }
  });

  it('shows what is behind the lips in vowels only', () => {
    const rest = frame('sil');
    const dark = (viseme: Viseme): number =>
      frame(viseme).reduce((sum, value, i) => sum + (value < 85 && (rest[i] ?? 0) > 110 ? 1 : 0), 0);
    expect(dark('PP')).toBe(0);
    expect(dark('ou')).toBeGreaterThan(3);
    expect(dark('E')).toBeGreaterThan(100);
    expect(dark('aa')).toBeGreaterThan(400);
  });

  it('leaves everything but the face as it is while it speaks', () => {
    const rest = frame('sil');
    const { face, picture: shown } = pack.manifest;
    for (const viseme of ['aa', 'ou', 'FF'] as const) {
      const spoken = frame(viseme);
      let [left, right, top, bottom] = [SIZE, 0, SIZE, 0];
      for (let i = 0; i < spoken.length; i++) {
        if (spoken[i] === rest[i]) continue;
        [left, right] = [Math.min(left, i % SIZE), Math.max(right, i % SIZE)];
        [top, bottom] = [Math.min(top, Math.floor(i / SIZE)), Math.max(bottom, Math.floor(i / SIZE))];
      }
      const scale = SIZE / shown.height;
      // Well within the head's width, and no higher than the eyes.
      expect(right - left).toBeLessThan((face.right - face.left) * scale);
      expect(bottom - top).toBeLessThan((face.bottom - face.top) * scale * 0.75);
    }
  });

  it('has a mouth of its own for every viseme', () => {
    const { visemes, rig, face } = pack.manifest;
    const lips = VISEMES.map((name) => {
      const at = posed(visemes[name]);
      return [...rig.innerLips.upper, ...rig.innerLips.lower, 0, 17].flatMap((i) => [
        at[i * 2] ?? 0,
        at[i * 2 + 1] ?? 0,
      ]);
    });
    for (const [a, one] of lips.entries())
      for (const [b, other] of lips.slice(0, a).entries()) {
        const apart =
          Math.max(...one.map((value, i) => Math.abs(value - (other[i] ?? 0)))) / face.eyeDistance;
        expect({ pair: `${VISEMES[a]} ${VISEMES[b]}`, apart: apart > 0.012 }).toEqual({
          pair: `${VISEMES[a]} ${VISEMES[b]}`,
          apart: true,
        });
      }
  });
});

const png = (canvas: Canvas): Uint8Array => new Uint8Array(canvas.toBuffer('image/png'));

describe('other portraits', () => {
  it('are used with advice: a turned head before another, whose closed lips are found', async () => {
    const turned = await turnedPicture(pack, { axis: 'yaw', deg: 30 }, 640);
    const canvas = createCanvas(turned.width + 260, 640);
    const context = canvas.getContext('2d');
    context.drawImage(turned, 260, 0);
    context.drawImage(turned, 0, 60, (250 * turned.width) / 640, 250);
    const { manifest, rig, files } = await importPortrait(png(canvas), OPTIONS);
    const { advice } = manifest.quality;
    expect(advice.map(({ code }) => code).sort()).toEqual(['face_small', 'face_turned', 'other_faces']);
    const told = advice.find(({ code }) => code === 'face_turned')?.text ?? '';
    expect(told).toMatch(/^The face is turned by about (2[6-9]|3[0-4]) degrees: /);
    const drawn = await loadImage(Buffer.from(files.get('picture.jpg') ?? []));
    const shown = createCanvas(drawn.width, drawn.height).getContext('2d');
    shown.drawImage(drawn, 0, 0);
    const luma = (x: number, y: number): number => {
      const [r = 0, g = 0, b = 0] = shown.getImageData(Math.round(x), Math.round(y), 1, 1).data;
      return 0.3 * r + 0.59 * g + 0.11 * b;
    };
    const { upper, lower } = manifest.rig.innerLips;
    const aside = 0.05 * manifest.face.eyeDistance;
    for (const [k, vertex] of upper.entries()) {
      if (k < 2 || k > 8) continue;
      const [x = 0, y = 0] = rig.texture.subarray(vertex * 2, vertex * 2 + 2);
      // Both lips end at one line, which is darker than they are.
      expect(rig.texture[(lower[k] ?? 0) * 2 + 1]).toBeCloseTo(y, 3);
      expect(luma(x, y)).toBeLessThan(Math.max(luma(x, y - aside), luma(x, y + aside)));
    }
  }, 120_000);

  it('may be paintings', async () => {
    const { width, pose } = await findFace(await decodePicture(png(painted(image))));
    expect(width).toBeGreaterThan(96);
    expect(Math.abs(pose.yawDeg)).toBeLessThan(5);
  }, 120_000);
});

describe('a head that is turned', () => {
  it.each([
    ['yaw', [-55, -40, -30, -15, 0, 25, 30, 40, 45]],
    ['pitch', [-40, -30, 30, 40]],
  ] as const)(
    'in %s is told by how much, and refused over 35 degrees',
    async (axis, turns) => {
      for (const deg of turns) {
        const found = await findFace(await turnedPicture(pack, { axis, deg: deg || 0.01 }, 512)).catch(
          (error: unknown) => error,
        );
        if (Math.abs(deg) < 35) {
          const { yawDeg, pitchDeg, width } = (found as FoundFace).pose;
          const [turn, other] = axis === 'yaw' ? [yawDeg, pitchDeg] : [pitchDeg, yawDeg];
          expect(Math.abs(turn - deg), `${deg} degrees seem ${turn}`).toBeLessThan(4);
          expect(Math.abs(other)).toBeLessThan(5);
          expect(Math.abs(width / 160 - 1)).toBeLessThan(0.04);
        } else {
          // So far away that it may be taken for none.
          const reasons = Math.abs(deg) > 50 ? /^(turned away|no face)$/ : /^turned away$/;
          expect(found, `${deg} degrees`).toMatchObject({ reason: expect.stringMatching(reasons) });
        }
      }
    },
    120_000,
  );
});

describe('portraits that cannot be used', () => {
  const refusal = async (bytes: Uint8Array): Promise<PortraitRefusedError> => {
    const error = await importPortrait(bytes, OPTIONS).then(
      () => null,
      (reason: unknown) => reason,
    );
    if (!(error instanceof PortraitRefusedError)) throw new Error('was not refused', { cause: error });
    return error;
  };

  it('are refused with the reason, and what would help', async () => {
    expect(await refusal(Buffer.from('<html>not a picture</html>'))).toMatchObject({ reason: 'unreadable' });
    expect(await refusal(picture(400, 300, () => {}))).toMatchObject({ reason: 'no face' });
    expect(await refusal(png(cartoon()))).toMatchObject({ reason: 'no face' });
    const away = await refusal(png(await turnedPicture(pack, { axis: 'yaw', deg: 45 }, 512)));
    expect(away).toMatchObject({ reason: 'turned away' });
    expect(away.message).toMatch(/^The face is turned away by about 4\d degrees, and 35 are the most/);
    const two = await refusal(picture(720, 512, (draw) => [draw(-70, 0, 1), draw(290, 0, 1)]));
    expect(two).toMatchObject({ reason: 'several faces' });
    expect(two.message).toContain('There are 2 faces');
    const small = await refusal(picture(400, 400, (draw) => draw(0, 0, 0.75)));
    expect(small).toMatchObject({ reason: 'face too small' });
    expect(small.message).toMatch(/^The face is 7\d pixels wide, and 96 are needed/);
  }, 120_000);

  it('are turned upright first, as their file says', async () => {
    const canvas = createCanvas(512, 512);
    const context = canvas.getContext('2d');
    // Lying on its left side; orientation 6 asks to turn it clockwise.
    context.transform(0, -1, 1, 0, 0, 512);
    context.drawImage(image, 0, 0);
    const lying = oriented(new Uint8Array(canvas.toBuffer('image/jpeg', 95)), 6);
    const { pose } = await findFace(await decodePicture(lying));
    expect(pose.tiltDeg).toBeCloseTo(pack.manifest.face.tiltDeg, 0);
  }, 120_000);
});
