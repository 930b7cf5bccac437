import type { Kernels, Layout } from '../../mesh/kernels.js';
import type { Brush } from '../brush.js';
import type { Sprite } from '../canvas.js';
import type { PresenterDesign } from '../design.js';
import { EYE_AREA, EYE_FINENESS, type EyePose, eyeKey, paintEye, steadyEye } from '../eyes.js';
import { faceOutline } from '../face.js';
import type { Layers } from '../layers.js';
import { drawMouth, MOUTH_AREA, mouthKey, steadyMouth } from '../mouth.js';
import type { PixelRect } from '../rect.js';
import type { MouthRig } from '../rig.js';
import { type Canvas, type Cover, type Matrix, TextureDrawer } from './draw-texture.js';
import { Patches, patchSize } from './patches.js';
import { PathPen } from './path-pen.js';
import { inFours } from './polygons.js';
import { loadSprite, type Texture, takeSprite } from './texture.js';

/** Memory for painted eyes and mouths, shared by all sessions of a presenter in one size. */
const EYES_BYTES = 6_000_000;
const MOUTHS_BYTES = 8_000_000;
const MOUTH_FINENESS = 1.25;
/** Points of the face's outline between two of those that the design gives. */
const CURVE_STEPS = 8;
const OUTLINE_POINTS = 16;
/** What the outline covers at most, in design units. */
const FACE_WIDTH = 330;
const FACE_HEIGHT = 500;

/** Draws with the WebAssembly kernels, from pictures in their memory. */
export class EngineBrush implements Brush {
  readonly #design: PresenterDesign;
  readonly #layers: Layers;
  readonly #frame: Canvas;
  readonly #sprites = new Map<Sprite, Texture>();
  readonly #eyes: Patches;
  readonly #mouths: Patches;
  readonly #drawer: TextureDrawer;
  readonly #pen: PathPen;
  readonly #iris: Texture;
  readonly #outline: number;
  readonly #coverage: { at: number; width: number; height: number };
  #kernels: Kernels | null = null;
  #memory = new ArrayBuffer(0);
  #window: PixelRect = { x: 0, y: 0, width: 0, height: 0 };
  #matrix: Matrix = [1, 0, 0, 1, 0, 0];
  readonly #saved: Matrix[] = [];

  /** `scale` is the pixels of a design unit; `frame` the RGBA to draw on. To be attached before it draws. */
  constructor(layout: Layout, design: PresenterDesign, layers: Layers, scale: number, frame: Canvas) {
    this.#design = design;
    this.#layers = layers;
    this.#frame = frame;
    for (const sprite of drawnSprites(layers)) this.#sprites.set(sprite, takeSprite(layout, sprite));
    this.#iris = takeSprite(layout, layers.iris);
    this.#sprites.set(layers.iris, this.#iris);
    this.#eyes = new Patches(layout, EYE_AREA, scale * EYE_FINENESS, EYES_BYTES);
    this.#mouths = new Patches(layout, MOUTH_AREA, scale * MOUTH_FINENESS, MOUTHS_BYTES);
    const [eye, mouth] = [
      patchSize(EYE_AREA, scale * EYE_FINENESS),
      patchSize(MOUTH_AREA, scale * MOUTH_FINENESS),
    ];
    const widths = [...this.#sprites.values()].map(({ width }) => width);
    this.#drawer = new TextureDrawer(layout, Math.max(...widths));
    this.#pen = new PathPen(
      layout,
      Math.max(eye.width, mouth.width),
      Math.max(eye.height, mouth.height),
      this.#drawer,
    );
    const [width, height] = [inFours(FACE_WIDTH * scale), Math.ceil(FACE_HEIGHT * scale)];
    this.#coverage = { at: layout.take(width * height * 4), width, height };
    this.#outline = layout.take(OUTLINE_POINTS * CURVE_STEPS * 8);
  }

  /** Fills the memory. The layers' canvases are let go of. */
  attach(kernels: Kernels, memory: ArrayBuffer): void {
    this.#kernels = kernels;
    this.#memory = memory;
    this.#drawer.attach(kernels);
    this.#pen.attach(kernels, memory);
    for (const [sprite, texture] of this.#sprites) {
      loadSprite(kernels, memory, texture, sprite);
      sprite.canvas.width = 1;
      sprite.canvas.height = 1;
    }
  }

  /** What is drawn from now on shows in this window of the frame only. */
  clip(window: PixelRect): void {
    this.#window = window;
  }

  save(): void {
    this.#saved.push(this.#matrix);
  }

  restore(): void {
    this.#matrix = this.#saved.pop() ?? this.#matrix;
  }

  translate(x: number, y: number): void {
    const [a, b, c, d, e, f] = this.#matrix;
    this.#matrix = [a, b, c, d, e + a * x + c * y, f + b * x + d * y];
  }

  rotate(angleRad: number): void {
    const [a, b, c, d, e, f] = this.#matrix;
    const [sin, cos] = [Math.sin(angleRad), Math.cos(angleRad)];
    this.#matrix = [a * cos + c * sin, b * cos + d * sin, c * cos - a * sin, d * cos - b * sin, e, f];
  }

  scale(x: number, y: number): void {
    const [a, b, c, d, e, f] = this.#matrix;
    this.#matrix = [a * x, b * x, c * y, d * y, e, f];
  }

  skew(slope: number): void {
    const [a, b, c, d, e, f] = this.#matrix;
    this.#matrix = [a + c * slope, b + d * slope, c, d, e, f];
  }

  sprite(sprite: Sprite, opacity = 1): void {
    const texture = this.#sprites.get(sprite);
    if (texture) this.#draw(texture, opacity, null);
  }

  eye(side: number, pose: EyePose): void {
    const steady = steadyEye(pose);
    const texture = this.#eyes.get(`${side} ${eyeKey(steady)}`, this.#pen, (pen) =>
      paintEye(pen, this.#design, () => pen.sprite(this.#iris), side, steady),
    );
    this.#draw(texture, 1, null);
  }

  mouth(pose: MouthRig): void {
    const steady = steadyMouth(pose);
    const texture = this.#mouths.get(mouthKey(steady), this.#pen, (pen) =>
      drawMouth(pen, this.#design, steady),
    );
    this.#draw(texture, 1, null);
  }

  skin(jaw: number, shiftX: number, shiftY: number): void {
    const texture = this.#sprites.get(this.#layers.skin);
    const covered = this.#coverFace(jaw);
    if (!texture || !covered) return;
    this.save();
    this.translate(shiftX, shiftY);
    this.#draw(texture, 1, covered);
    this.restore();
  }

  /** Fills the coverage with the face. The whole of it, so that no pixel's share depends on the window. */
  #coverFace(jaw: number): Cover | null {
    const points = new Float32Array(this.#memory, this.#outline, OUTLINE_POINTS * CURVE_STEPS * 2);
    const bounds = this.#traceFace(jaw, points);
    const rect = {
      at: this.#coverage.at,
      x: Math.floor(bounds.left),
      y: Math.floor(bounds.top),
      width: Math.min(this.#coverage.width, inFours(bounds.right + 1 - Math.floor(bounds.left))),
      height: Math.min(this.#coverage.height, Math.ceil(bounds.bottom) - Math.floor(bounds.top) + 1),
    };
    const { x, y, width, height } = this.#window;
    if (rect.x >= x + width || rect.y >= y + height || rect.x + rect.width <= x) return null;
    if (rect.y + rect.height <= y) return null;
    for (let i = 0; i < points.length; i += 2) {
      points[i] = (points[i] ?? 0) - rect.x;
      points[i + 1] = (points[i + 1] ?? 0) - rect.y;
    }
    this.#kernels?.coverPath(this.#coverage.at, rect.width, rect.height, this.#outline, points.length / 2);
    return rect;
  }

  /** Writes the outline in the frame's pixels and says what it spans. */
  #traceFace(jaw: number, points: Float32Array): Record<'left' | 'top' | 'right' | 'bottom', number> {
    const outline = faceOutline(this.#design, jaw);
    const count = outline.length / 2;
    const at = (i: number, axis: 0 | 1): number => outline[((i + count) % count) * 2 + axis] ?? 0;
    const [a, b, c, d, e, f] = this.#matrix;
    const bounds = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    let out = 0;
    for (let i = 0; i < count; i++) {
      for (let step = 0; step < CURVE_STEPS; step++) {
        const t = step / CURVE_STEPS;
        const on = (axis: 0 | 1): number =>
          catmullRom(at(i - 1, axis), at(i, axis), at(i + 1, axis), at(i + 2, axis), t);
        const [x, y] = [on(0), on(1)];
        const [px, py] = [a * x + c * y + e, b * x + d * y + f];
        points[out++] = px;
        points[out++] = py;
        bounds.left = Math.min(bounds.left, px);
        bounds.right = Math.max(bounds.right, px);
        bounds.top = Math.min(bounds.top, py);
        bounds.bottom = Math.max(bounds.bottom, py);
      }
    }
    return bounds;
  }

  #draw(texture: Texture, opacity: number, cover: Cover | null): void {
    this.#drawer.draw(this.#frame, this.#window, texture, this.#matrix, opacity, cover);
  }
}

function catmullRom(p0: number, p1: number, p2: number, p3: number, t: number): number {
  return p1 + 0.5 * t * (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)));
}

/** All that is drawn as it was painted. */
function drawnSprites(layers: Layers): Sprite[] {
  const { hair, skin, nose, cheek, wrinkle, brow, ears, body, sleeve, hands } = layers;
  return [
    ...Object.values(hair),
    ...Object.values(cheek),
    ...Object.values(hands),
    ...(ears ?? []),
    ...[skin, nose, wrinkle, brow, body, sleeve],
  ];
}
