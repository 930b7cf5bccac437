import { lerp, smoothstep } from '../curves.js';
import type { Manifest } from '../pack/format.js';
import type { Kernels, Layout } from './kernels.js';
import {
  LOWER_EDGE,
  LOWER_HEIGHT,
  LOWER_WIDTH,
  type Pixels,
  paintMouthSprites,
  TONGUE_HEIGHT,
  TONGUE_WIDTH,
  UPPER_EDGE,
  UPPER_HEIGHT,
} from './mouth-sprites.js';

/** Corners that the mouth adds to a mesh: four each for upper teeth, lower teeth, tongue and the tongue's tip. */
export const MOUTH_CORNERS = 16;

/** Lips further apart than this, in pixels on average, show what is behind them. */
const OPEN_PX = 0.2;
const OVERLAP_PX = 0.6;
/** Pixels around the opening that its soft edge may reach. */
const EDGE = 4;
/** Points of the lip line between two vertices. */
const FINENESS = 4;
/** How dark it is right under the upper lip, and how far that reaches, as a share of the opening. */
const LIP_SHADE = 0.5;
const SHADE_REACH = 0.42;
const CORNER_SHADE = 0.85;
/** How light the cavity is under the palate, where it is deepest, and behind the lower lip. */
const PALATE_LIGHT = 0.5;
const FLOOR_LIGHT = 1;
/** Of the cavity's colour, what shadows fall to: light within a mouth has been reflected by it. */
const SHADOW_LIGHT = 0.42;
/** How dark it is behind rounded lips, which stand further out, and their width when they are, of that at rest. */
const ROUNDED_SHADE = 0.66;
const ROUNDED = 0.5;
const UNROUNDED = 0.75;
/** How far teeth vanish in that dark. */
const ROUNDED_TEETH = 0.85;
/** Of the lips' width, the pixels over which their edge goes over into what is behind them. */
const EDGE_SOFTNESS = 0.008;

interface Sprite extends Pixels {
  at: number;
}

/** What the interior needs to know of the mesh; everything in pixels of the frame. */
interface MouthOptions {
  colours: Manifest['mouth'];
  scale: number;
  innerLips: { upper: readonly number[]; lower: readonly number[] };
  tilt: { sin: number; cos: number };
  frame: { width: number; height: number };
  /** Between the corners of the lips at rest. */
  lipsWidth: number;
}

/**
 * What is seen between the lips: the cavity, a tongue, upper teeth that stay with the skull and lower teeth that go
 * with the jaw, in the shade of the lips. It is drawn into a patch and laid over the frame within the lip line, whose
 * edge is smooth.
 */
export class MouthInterior {
  readonly #options: MouthOptions;
  readonly #upper: Sprite;
  readonly #lower: Sprite;
  readonly #tongue: Sprite;
  readonly #quad: number;
  readonly #patch: number;
  readonly #coverage: number;
  readonly #points: number;
  readonly #columns: number;
  readonly #side: number;
  readonly #maxSide: number;
  readonly #ring: Float32Array;
  readonly #softness: number;
  #kernels: Kernels | null = null;
  #memory = new ArrayBuffer(0);
  /** The patch of the frame to be drawn; empty while the lips are closed. */
  #window = { left: 0, top: 0, width: 0, height: 0 };
  #gap = 0;

  constructor(layout: Layout, options: MouthOptions) {
    this.#options = options;
    const sprites = paintMouthSprites(options.colours, options.colours.teethWidth * options.scale);
    const take = (pixels: Pixels): Sprite => ({ ...pixels, at: layout.take(pixels.data.length + 16) });
    this.#upper = take(sprites.upper);
    this.#lower = take(sprites.lower);
    this.#tongue = take(sprites.tongue);
    this.#quad = layout.take(12);
    this.#maxSide = Math.ceil(options.lipsWidth * 2) + 32;
    this.#patch = layout.take(this.#maxSide * this.#maxSide * 4);
    this.#coverage = layout.take(this.#maxSide * this.#maxSide * 4);
    this.#columns = layout.take(this.#maxSide * 4);
    this.#side = layout.take(this.#maxSide * 4);
    const { upper, lower } = options.innerLips;
    this.#ring = new Float32Array((upper.length + lower.length) * FINENESS * 2);
    this.#points = layout.take(this.#ring.byteLength);
    this.#softness = Math.max(1, Math.round(options.lipsWidth * EDGE_SOFTNESS));
  }

  /** Goes to work on the memory that was laid out. `corners` are where its MOUTH_CORNERS begin. */
  attach(kernels: Kernels, memory: ArrayBuffer, corners: number): void {
    this.#kernels = kernels;
    this.#memory = memory;
    const bytes = new Uint8Array(memory);
    const quads = new Float32Array(memory, corners, MOUTH_CORNERS * 4);
    const sprites = [this.#upper, this.#lower, this.#tongue, this.#tongue];
    for (const [i, { at, data, width, height }] of sprites.entries()) {
      bytes.set(data, at);
      for (const [k, [u, v]] of [
        [0, 0],
        [width, 0],
        [0, height],
        [width, height],
      ].entries()) {
        quads[(i * 4 + k) * 4 + 2] = (u ?? 0) - 0.5;
        quads[(i * 4 + k) * 4 + 3] = (v ?? 0) - 0.5;
      }
    }
    new Uint16Array(memory, this.#quad, 6).set([0, 1, 2, 2, 1, 3]);
  }

  /**
   * Places teeth and tongue, before the head is turned. `places` are x, y of the MOUTH_CORNERS; `upperLip` is the
   * middle of the upper inner lip at rest, jawX and jawY how far the jaw has moved.
   */
  place(
    places: Float32Array,
    upperLip: { x: number; y: number },
    jawX: number,
    jawY: number,
    tongue: number,
  ): void {
    const { colours, scale } = this.#options;
    const width = colours.teethWidth * scale;
    const drop = colours.teethDrop * scale;
    // Just above the edge of the lip that hides them at rest.
    const lowerTop = -width * 0.034;
    const quad = (index: number, dx: number, dy: number, share: number, top: number, height: number): void =>
      this.#placeQuad(places, index, upperLip.x + dx, upperLip.y + dy, (width * share) / 2, top, height);
    quad(0, 0, 0, 1, drop - width * UPPER_HEIGHT * UPPER_EDGE, width * UPPER_HEIGHT);
    quad(1, jawX, jawY, LOWER_WIDTH, lowerTop - width * LOWER_HEIGHT * LOWER_EDGE, width * LOWER_HEIGHT);
    const raised = Math.min(1, tongue);
    const tongueTop = lerp(lowerTop - width * 0.21, 0, raised);
    const follows = 1 - 0.85 * raised;
    quad(2, jawX * follows, jawY * follows, TONGUE_WIDTH, tongueTop, width * TONGUE_HEIGHT);
    quad(3, jawX * 0.3, jawY * 0.3, 0.66, -width * 0.03, width * 0.42);
  }

  #placeQuad(
    places: Float32Array,
    index: number,
    x: number,
    y: number,
    half: number,
    top: number,
    height: number,
  ): void {
    const { sin, cos } = this.#options.tilt;
    for (let k = 0; k < 4; k++) {
      const dx = k % 2 === 0 ? -half : half;
      const dy = k < 2 ? top : top + height;
      places[(index * 4 + k) * 2] = x + dx * cos - dy * sin;
      places[(index * 4 + k) * 2 + 1] = y + dx * sin + dy * cos;
    }
  }

  /** Traces the lips; to be called before the mesh is drawn. Fills the gap, whose edge the mesh leaves jagged. */
  open(corners: Float32Array, frame: number): void {
    const { innerLips, frame: size } = this.#options;
    const count = this.#trace(corners, innerLips.upper, 0);
    this.#trace(corners, innerLips.lower.toReversed(), count);
    const ring = this.#ring;
    this.#overlap();
    let [left, top, right, bottom, area] = [Infinity, Infinity, -Infinity, -Infinity, 0];
    for (let i = 0; i < ring.length; i += 2) {
      const [x, y] = [ring[i] ?? 0, ring[i + 1] ?? 0];
      const before = i === 0 ? ring.length - 2 : i - 2;
      area += (ring[before] ?? 0) * y - x * (ring[before + 1] ?? 0);
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
    this.#gap = area / 2 / Math.max(1, right - left);
    const window = this.#window;
    window.left = Math.max(0, Math.floor(left) - EDGE);
    window.top = Math.max(0, Math.floor(top) - EDGE);
    window.width = Math.min(this.#maxSide, size.width - window.left, Math.ceil(right) + EDGE - window.left);
    window.height = Math.min(this.#maxSide, size.height - window.top, Math.ceil(bottom) + EDGE - window.top);
    if (this.#gap < OPEN_PX || window.width <= 0 || window.height <= 0) {
      window.width = 0;
      return;
    }
    const dark = shaded(this.#options.colours.cavity, 0.7);
    this.#kernels?.fillWindow(frame, size.width, window.left, window.top, window.width, window.height, dark);
  }

  /** Catmull-Rom through the vertices of a lip, as FINENESS points for each; returns how many floats were written. */
  #trace(corners: Float32Array, lip: readonly number[], from: number): number {
    const last = lip.length - 1;
    const at = (i: number, axis: 0 | 1): number =>
      corners[(lip[Math.max(0, Math.min(last, i))] ?? 0) * 4 + axis] ?? 0;
    let to = from;
    for (let i = 0; i <= last; i++) {
      for (let step = 0; step < FINENESS; step++) {
        // The corner itself is the beginning of the other lip.
        const t = i === last ? 0 : step / FINENESS;
        for (const axis of [0, 1] as const) {
          const [a, b, c, d] = [at(i - 1, axis), at(i, axis), at(i + 1, axis), at(i + 2, axis)];
          const curve =
            2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t;
          this.#ring[to++] = curve / 2;
        }
      }
    }
    return to - from;
  }

  /**
   * Moves the traced lips outwards by half a pixel or so, where they are apart: the mesh ends in whole pixels, and
   * what it leaves open there is to be covered as well.
   */
  #overlap(): void {
    const ring = this.#ring;
    const points = ring.length / 2;
    for (let i = 1; i < points / 2 - FINENESS; i++) {
      const upper = i * 2 + 1;
      // The ring comes back along the lower lip.
      const lower = (points - FINENESS - i) * 2 + 1;
      const by = Math.min(OVERLAP_PX, Math.max(0, (ring[lower] ?? 0) - (ring[upper] ?? 0)) / 2);
      ring[upper] = (ring[upper] ?? 0) - by;
      ring[lower] = (ring[lower] ?? 0) + by;
    }
  }

  /** Lays the interior over the frame; to be called after the mesh is drawn. */
  draw(frame: number, corners: number, tongueTip: number): void {
    const kernels = this.#kernels;
    const { left, top, width, height } = this.#window;
    if (!kernels || width === 0) return;
    const { cavity } = this.#options.colours;
    kernels.fillRows(this.#patch, width, height, shaded(cavity, PALATE_LIGHT), shaded(cavity, FLOOR_LIGHT));
    // Corners are in pixels of the frame: this is where its first pixel would lie if the patch were part of it.
    const origin = this.#patch - (top * width + left) * 4;
    const sprite = ({ at, width: w, height: h }: Sprite, index: number, opacity: number): void => {
      const from = corners + index * 4 * 16;
      const [right, bottom] = [left + width, top + height];
      kernels.drawTriangles(origin, width, left, top, right, bottom, at, w, h, from, this.#quad, 2, opacity);
    };
    sprite(this.#tongue, 2, 256);
    const teeth = Math.round(256 * (1 - ROUNDED_TEETH * this.#rounded()));
    sprite(this.#lower, 1, teeth);
    sprite(this.#upper, 0, teeth);
    if (tongueTip > 0.02) sprite(this.#tongue, 3, Math.round(Math.min(1, tongueTip * 1.3) * 256));
    this.#shade();
    const points = new Float32Array(this.#memory, this.#points, this.#ring.length);
    for (let i = 0; i < points.length; i += 2) {
      points[i] = (this.#ring[i] ?? 0) - left;
      points[i + 1] = (this.#ring[i + 1] ?? 0) - top;
    }
    kernels.coverPolygon(this.#coverage, width, height, this.#points, points.length / 2);
    for (let i = 0; i < this.#softness; i++) kernels.softenCoverage(this.#coverage, width, height);
    const reach = Math.max(3, this.#gap * SHADE_REACH);
    kernels.drawCovered(
      frame,
      this.#options.frame.width,
      left,
      top,
      this.#patch,
      this.#coverage,
      width,
      height,
      this.#columns,
      this.#side,
      LIP_SHADE,
      reach,
      shaded(cavity, SHADOW_LIGHT),
    );
  }

  /** How much narrower than at rest the lips are, 0–1. */
  #rounded(): number {
    const ring = this.#ring;
    const count = this.#options.innerLips.upper.length * FINENESS;
    const width = (ring[count * 2 - 2] ?? 0) - (ring[0] ?? 0);
    return 1 - smoothstep(ROUNDED, UNROUNDED, width / this.#options.lipsWidth);
  }

  /** For each column of the patch: where the upper lip is, and how much light comes past the corners. */
  #shade(): void {
    const { left, top, width } = this.#window;
    const columns = new Float32Array(this.#memory, this.#columns, width);
    const light = new Float32Array(this.#memory, this.#side, width);
    const count = this.#options.innerLips.upper.length * FINENESS;
    const ring = this.#ring;
    const [from, to] = [ring[0] ?? 0, ring[count * 2 - 2] ?? 0];
    const ahead = 1 - ROUNDED_SHADE * this.#rounded();
    let i = 0;
    for (let column = 0; column < width; column++) {
      const x = left + column + 0.5;
      while (i < count - 2 && (ring[i * 2 + 2] ?? 0) < x) i++;
      const [x0, x1] = [ring[i * 2] ?? 0, ring[i * 2 + 2] ?? 0];
      const t = x1 > x0 ? Math.max(0, Math.min(1, (x - x0) / (x1 - x0))) : 0;
      columns[column] = lerp(ring[i * 2 + 1] ?? 0, ring[i * 2 + 3] ?? 0, t) - top;
      const away = Math.min(1, Math.abs((x - from) / Math.max(1, to - from) - 0.5) * 2);
      light[column] = ahead * (1 - CORNER_SHADE * away ** 4);
    }
  }
}

/** A colour times `light`, as the kernels take it. */
function shaded(hex: string, light: number): number {
  const value = Number.parseInt(hex.slice(1), 16);
  const part = (shift: number): number => Math.round(((value >> shift) & 255) * light);
  return (0xff000000 | (part(0) << 16) | (part(8) << 8) | part(16)) >>> 0;
}
