/** Faces that sheets show, and a frame of them as a picture. Needs a build. */
import { createCanvas } from '@napi-rs/canvas';
import { EXPRESSIONS, VISEMES } from '../packages/contract/dist/face.js';
import { restingFace } from '../packages/puppet/dist/index.js';

/** A face that says one viseme, as far as its jaw and lips go along with it; `more` is what else it does. */
export function saying(viseme, more = {}) {
  return {
    ...restingFace(),
    visemes: Float32Array.from(VISEMES, (each) => (each === viseme ? 1 : 0)),
    jaw: { aa: 0.9, E: 0.6, oh: 0.7, ih: 0.4 }[viseme] ?? 0.2,
    rounding: { ou: 1, oh: 0.7 }[viseme] ?? 0,
    ...more,
  };
}

/** A face that feels one thing, and nothing else. */
export function feeling(expression, more = {}) {
  const expressions = Object.fromEntries(EXPRESSIONS.map((each) => [each, each === expression ? 1 : 0]));
  return { ...restingFace(), expressions, ...more };
}

/** I420 (BT.601, limited range) onto a canvas. */
export function toCanvas(i420, width, height) {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  const [uAt, vAt] = [width * height, (width * height * 5) / 4];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const chroma = (y >> 1) * (width >> 1) + (x >> 1);
      const luma = 1.164 * (i420[y * width + x] - 16);
      const [u, v] = [i420[uAt + chroma] - 128, i420[vAt + chroma] - 128];
      image.data.set([luma + 1.596 * v, luma - 0.392 * u - 0.813 * v, luma + 2.017 * u, 255], at);
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
