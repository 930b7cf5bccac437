import { VISEMES } from '@avatarium/contract/face';
import { createCanvas } from '@napi-rs/canvas';
import { beforeAll, describe, expect, it } from 'vitest';
import { restingFace } from '../../face-state.js';
import { compileKernels, Layout } from '../../mesh/kernels.js';
import { drawSprite, linear, radial } from '../canvas.js';
import { paintEye } from '../eyes.js';
import { paintIris } from '../iris.js';
import { drawMouth, MOUTH_AREA } from '../mouth.js';
import { findDesign, PRESENTERS } from '../presenters.js';
import { createRig, type MouthRig, poseRig } from '../rig.js';
import { TextureDrawer } from './draw-texture.js';
import { PathPen } from './path-pen.js';
import { loadSprite, PADDING, takeSprite, takeTexture } from './texture.js';

const SCALE = 1.5;
const [WIDTH, HEIGHT] = [MOUTH_AREA.width * SCALE, MOUTH_AREA.height * SCALE];
const DESIGNS = PRESENTERS.map(({ id }) => findDesign(id));
const IRISES = DESIGNS.map((design) => paintIris(design, 2.25));

describe('PathPen', () => {
  const layout = new Layout();
  const drawer = new TextureDrawer(layout, WIDTH + 2 * PADDING);
  const pen = new PathPen(layout, WIDTH, HEIGHT, drawer);
  const texture = takeTexture(layout, {
    width: WIDTH,
    height: HEIGHT,
    x: MOUTH_AREA.x,
    y: MOUTH_AREA.y,
    scale: SCALE,
  });
  const irises = IRISES.map((iris) => takeSprite(layout, iris));
  let memory: ArrayBuffer;
  beforeAll(async () => {
    const built = layout.build(await compileKernels());
    memory = built.memory;
    pen.attach(built.kernels, memory);
    drawer.attach(built.kernels);
    for (const [i, iris] of irises.entries()) {
      loadSprite(built.kernels, memory, iris, IRISES[i] as (typeof IRISES)[number]);
    }
  });

  /** Premultiplied RGBA of what the pen paints, with its padding. */
  function painted(paint: (pen: PathPen) => void): Uint8Array {
    pen.paint(texture, paint);
    return new Uint8Array(memory, texture.pixels, texture.width * texture.height * 4).slice();
  }

  /** The same of a canvas. */
  function drawn(
    paint: (pen: ReturnType<ReturnType<typeof createCanvas>['getContext']>) => void,
  ): Uint8Array {
    const canvas = createCanvas(texture.width, texture.height);
    const context = canvas.getContext('2d');
    context.lineJoin = 'round';
    context.lineCap = 'round';
    context.translate(PADDING - texture.x * SCALE, PADDING - texture.y * SCALE);
    context.scale(SCALE, SCALE);
    paint(context);
    return canvas.data();
  }

  /** Edges may be off by a little, and nothing else. */
  function expectAlike(actual: Uint8Array, expected: Uint8Array): void {
    const off = actual.map((value, i) => Math.abs(value - (expected[i] ?? 0)));
    const shown = actual.filter((value, i) => i % 4 === 3 && value > 0).length * 4;
    expect(off.reduce((sum, value) => sum + value, 0) / shown).toBeLessThan(2.5);
    expect(off.filter((value) => value > 48).length / shown).toBeLessThan(0.003);
  }

  it.each(VISEMES)('paints the mouths of %s as a canvas does', (viseme) => {
    for (const design of DESIGNS) {
      const mouth = speaking(viseme);
      expectAlike(
        painted((to) => drawMouth(to, design, mouth)),
        drawn((to) => drawMouth(to, design, mouth)),
      );
    }
  });

  it.each([0.05, 0.4, 0.8, 1])('paints eyes shut to %d as a canvas does', (lid) => {
    for (const [i, design] of DESIGNS.entries()) {
      const pose = { lid, wide: 0.3, squint: 0.2, gazeX: 0.4, gazeY: -0.3 };
      const [texel, sprite] = [irises[i] as (typeof irises)[number], IRISES[i] as (typeof IRISES)[number]];
      expectAlike(
        painted((to) => paintEye(to, design, () => to.sprite(texel), -1, pose)),
        drawn((to) => paintEye(to, design, () => drawSprite(to, sprite), -1, pose)),
      );
    }
  });

  it('keeps what is painted beyond the texture out of its padding', () => {
    const pixels = painted((to) => {
      to.fillStyle = '#ffffff';
      to.fillRect(MOUTH_AREA.x - 50, MOUTH_AREA.y - 50, 500, 500);
    });
    const { width, height } = texture;
    const wrong = pixels.filter((value, i) => {
      const [x, y] = [(i >> 2) % width, Math.floor((i >> 2) / width)];
      const inside = x > 0 && y > 0 && x < width - 1 && y < height - 1;
      return value !== (inside ? 255 : 0);
    });
    expect(wrong).toHaveLength(0);
  });

  it('paints within a clip, until that is let go of', () => {
    const shapes = (to: Parameters<typeof linear>[0]): void => {
      to.save();
      to.beginPath();
      to.ellipse(10, 5, 30, 12, 0.4, 0, Math.PI * 2);
      to.clip();
      to.fillStyle = linear(to, -40, 0, 40, 0, '#ff0000', 'rgba(0,255,0,.5)', '#0000ff');
      to.fillRect(-90, -40, 200, 90);
      to.restore();
      to.fillStyle = radial(to, -50, 40, 25, 'rgba(0,0,0,.8)', 'rgba(200,100,0,0)');
      to.fillRect(-75, 15, 50, 50);
    };
    expectAlike(painted(shapes), drawn(shapes));
  });

  it('refuses colours that it does not know', () => {
    const named = (): void =>
      pen.paint(texture, (to) => {
        to.fillStyle = 'tomato';
        to.fillRect(0, 0, 5, 5);
      });
    expect(named).toThrow('"tomato" is not a colour');
  });
});

function speaking(viseme: (typeof VISEMES)[number]): MouthRig {
  const state = restingFace();
  state.visemes.fill(0);
  state.visemes[VISEMES.indexOf(viseme)] = 1;
  state.jaw = 0.6;
  const rig = createRig();
  poseRig(rig, state);
  return rig.mouth;
}
