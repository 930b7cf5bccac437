import type { Pixels, Plane } from './pixels.js';

/** Mean over a square of 2 × radius + 1, edges repeated by counting only what is there. */
export function boxMean(plane: Plane, radius: number): Plane {
  const { width, height, data } = plane;
  const across = new Float32Array(data.length);
  for (let y = 0; y < height; y++) slide(data, across, y * width, 1, width, radius);
  const out = new Float32Array(data.length);
  for (let x = 0; x < width; x++) slide(across, out, x, width, height, radius);
  return { width, height, data: out };
}

function slide(
  from: Float32Array,
  to: Float32Array,
  start: number,
  step: number,
  n: number,
  radius: number,
): void {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < Math.min(radius, n); i++) {
    sum += from[start + i * step] ?? 0;
    count++;
  }
  for (let i = 0; i < n; i++) {
    if (i + radius < n) {
      sum += from[start + (i + radius) * step] ?? 0;
      count++;
    }
    if (i - radius - 1 >= 0) {
      sum -= from[start + (i - radius - 1) * step] ?? 0;
      count--;
    }
    to[start + i * step] = sum / count;
  }
}

/** Bilinear, pixel centres aligned. */
export function resizePlane(plane: Plane, width: number, height: number): Plane {
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const fy = ((y + 0.5) * plane.height) / height - 0.5;
    for (let x = 0; x < width; x++)
      out[y * width + x] = sample(plane, ((x + 0.5) * plane.width) / width - 0.5, fy);
  }
  return { width, height, data: out };
}

/** Bilinear at a place, edges repeated. */
export function sample({ width, height, data }: Plane, x: number, y: number): number {
  const cx = Math.min(width - 1, Math.max(0, x));
  const cy = Math.min(height - 1, Math.max(0, y));
  const [x0, y0] = [Math.floor(cx), Math.floor(cy)];
  const [x1, y1] = [Math.min(width - 1, x0 + 1), Math.min(height - 1, y0 + 1)];
  const [fx, fy] = [cx - x0, cy - y0];
  const top = (data[y0 * width + x0] ?? 0) * (1 - fx) + (data[y0 * width + x1] ?? 0) * fx;
  const bottom = (data[y1 * width + x0] ?? 0) * (1 - fx) + (data[y1 * width + x1] ?? 0) * fx;
  return top * (1 - fy) + bottom * fy;
}

/** One of red, green, blue, 0–1. */
export function channel({ width, height, data }: Pixels, c: 0 | 1 | 2): Plane {
  const out = new Float32Array(width * height);
  for (let i = 0; i < out.length; i++) out[i] = (data[i * 4 + c] ?? 0) / 255;
  return { width, height, data: out };
}

export function combine(a: Plane, b: Plane, by: (a: number, b: number) => number): Plane {
  const out = new Float32Array(a.data.length);
  for (let i = 0; i < out.length; i++) out[i] = by(a.data[i] ?? 0, b.data[i] ?? 0);
  return { width: a.width, height: a.height, data: out };
}

export function map(a: Plane, by: (a: number) => number): Plane {
  return { width: a.width, height: a.height, data: a.data.map(by) };
}
