import { readFileSync } from 'node:fs';
import { createCanvas, type Image, loadImage } from '@napi-rs/canvas';
import { beforeAll, describe, expect, it } from 'vitest';
import { cut, type Pixels, type Plane, toCanvas } from '../image/pixels.js';
import { cutOut } from './matte.js';
import { segmentPerson } from './segment.js';

const WIDTH = 480;
const HEIGHT = 420;
/** Where the drawn person's eyes are, and how wide the face is. */
const FRAME = { origin: [240, 170] as [number, number], width: 120 };

/** A person drawn in flat colours with strands of hair: what the matte should be is known exactly. */
function drawPerson(): { person: Pixels; alpha: Plane } {
  const canvas = createCanvas(WIDTH, HEIGHT);
  const pen = canvas.getContext('2d');
  const ellipse = (colour: string, x: number, y: number, rx: number, ry: number): void => {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.ellipse(x, y, rx, ry, 0, 0, 7);
    pen.fill();
  };
  ellipse('#3a2a20', 240, 160, 84, 98);
  pen.strokeStyle = '#3a2a20';
  pen.lineWidth = 2;
  for (let i = 0; i < 24; i++) {
    const angle = Math.PI + (i / 23) * Math.PI;
    pen.beginPath();
    pen.moveTo(240 + Math.cos(angle) * 80, 160 + Math.sin(angle) * 94);
    pen.lineTo(240 + Math.cos(angle + 0.08) * 96, 160 + Math.sin(angle + 0.08) * 110);
    pen.stroke();
  }
  ellipse('#243a5e', 240, 440, 170, 150);
  pen.fillStyle = '#c08a6c';
  pen.fillRect(208, 220, 64, 90);
  ellipse('#d29c7c', 240, 185, 62, 80);
  const { data } = pen.getImageData(0, 0, WIDTH, HEIGHT);
  const alpha = Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) => (data[i * 4 + 3] ?? 0) / 255);
  return {
    person: { width: WIDTH, height: HEIGHT, data },
    alpha: { width: WIDTH, height: HEIGHT, data: alpha },
  };
}

/** As a network sees a person: blurred, and at an edge that is not quite the picture's. */
function rough(alpha: Plane): Plane {
  const grey = new Uint8ClampedArray(WIDTH * HEIGHT * 4).fill(255);
  for (let i = 0; i < alpha.data.length; i++) grey.fill((alpha.data[i] ?? 0) * 255, i * 4, i * 4 + 3);
  const small = cut(toCanvas({ width: WIDTH, height: HEIGHT, data: grey }), [0.12, 0, 0, 0.12, 0, 0], 58, 51);
  const large = cut(toCanvas(small), [1 / 0.12, 0, 0, 1 / 0.12, 3, 2], WIDTH, HEIGHT);
  return { ...alpha, data: alpha.data.map((_, i) => (large.data[i * 4] ?? 0) / 255) };
}

const BACKGROUNDS = [
  ['#e8e4da', '#cfd8dc'],
  ['#2f7d4f', '#3f9d63'],
  ['#b5651d', '#e0b070'],
] as const;

function before(
  [from, to]: readonly [string, string],
  person: Pixels,
): { picture: Pixels; background: Pixels } {
  const canvas = createCanvas(WIDTH, HEIGHT);
  const pen = canvas.getContext('2d');
  const gradient = pen.createLinearGradient(0, 0, WIDTH, HEIGHT);
  gradient.addColorStop(0, from);
  gradient.addColorStop(1, to);
  pen.fillStyle = gradient;
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  const take = (): Pixels => ({
    width: WIDTH,
    height: HEIGHT,
    data: pen.getImageData(0, 0, WIDTH, HEIGHT).data,
  });
  const background = take();
  pen.drawImage(toCanvas(person), 0, 0);
  return { picture: take(), background };
}

/** Mean difference of the matte from the truth where either says neither all nor nothing, and a little around. */
function edgeError(matte: Plane, truth: Plane): number {
  let [sum, count] = [0, 0];
  const reach = 6;
  for (let y = reach; y < HEIGHT - reach; y++)
    for (let x = reach; x < WIDTH - reach; x++) {
      const at = (dx: number, dy: number): number => truth.data[(y + dy) * WIDTH + x + dx] ?? 0;
      const around = [at(-reach, 0), at(reach, 0), at(0, -reach), at(0, reach)];
      if (Math.max(...around) - Math.min(...around) < 0.5) continue;
      sum += Math.abs((matte.data[y * WIDTH + x] ?? 0) - at(0, 0));
      count++;
    }
  return sum / count;
}

describe('a cut-out person', () => {
  const { person, alpha } = drawPerson();

  it.each(BACKGROUNDS)('has the edges of the picture before %s', (from, to) => {
    const { picture } = before([from, to], person);
    const guess = rough(alpha);
    const { matte } = cutOut(picture, guess, FRAME);
    expect(edgeError(guess, alpha)).toBeGreaterThan(0.15);
    expect(edgeError(matte, alpha)).toBeLessThan(0.06);
  });

  it('keeps no colour of the background at the edge, nor does the backdrop keep any of the person', () => {
    const { picture, background } = before(['#2f7d4f', '#3f9d63'], person);
    const made = cutOut(picture, rough(alpha), FRAME);
    let [left, haze, count] = [0, 0, 0];
    for (let i = 0; i < alpha.data.length; i++) {
      const [r = 0, g = 0] = made.person.data.subarray(i * 4, i * 4 + 2);
      const share = made.matte.data[i] ?? 0;
      // Nothing of this person is greener than red by more than that.
      if (share > 0.15) {
        haze += Math.max(0, g - r - 25) * share;
        count++;
      }
      const off = (c: number): number =>
        Math.abs((made.backdrop.data[i * 4 + c] ?? 0) - (background.data[i * 4 + c] ?? 0));
      if (Math.max(off(0), off(1), off(2)) > 24) left++;
    }
    expect(haze / count).toBeLessThan(0.5);
    // Tips of hairs that nothing takes for a person.
    expect(left / alpha.data.length).toBeLessThan(0.002);
  });
});

describe('the segmentation of a photo', () => {
  let image: Image;
  beforeAll(async () => {
    image = await loadImage(
      readFileSync(new URL('../../../../tests/fixtures/astronaut.png', import.meta.url)),
    );
  });

  it('finds the person and not the flag or the model rocket', async () => {
    const canvas = createCanvas(512, 512);
    canvas.getContext('2d').drawImage(image, 0, 0);
    const { data } = await segmentPerson(canvas, { left: 70, top: 0, side: 320 });
    const at = (x: number, y: number): number => data[y * 512 + x] ?? 0;
    for (const [x, y] of [
      [225, 120],
      [225, 40],
      [220, 300],
    ] as const)
      expect(at(x, y)).toBeGreaterThan(0.8);
    for (const [x, y] of [
      [30, 60],
      [420, 60],
      [380, 120],
    ] as const)
      expect(at(x, y)).toBeLessThan(0.2);
  }, 30_000);

  it('takes no flag at the edge of a wide picture for an arm', async () => {
    const canvas = createCanvas(512, 295);
    canvas.getContext('2d').drawImage(image, 0, 0);
    const { data } = await segmentPerson(canvas, { left: 71, top: 0, side: 295 });
    const at = (x: number, y: number): number => data[y * 512 + x] ?? 0;
    for (const y of [160, 180, 205, 230]) expect(at(19, y)).toBeLessThan(0.45);
    expect(at(110, 280)).toBeGreaterThan(0.8);
  }, 30_000);
});
