import { describe, expect, it } from 'vitest';
import { Animator } from './animator/animator.js';
import { type AvatarRenderer, type FaceState, restingFace } from './face-state.js';
import { sparing } from './sparing.js';

/** Counts what it draws; every picture is another array. */
class CountingRenderer implements AvatarRenderer {
  readonly width = 1280;
  readonly drawn: FaceState[] = [];
  disposed = false;

  constructor(readonly height = 720) {}

  async setBackground(): Promise<void> {}

  render(state: FaceState): Uint8Array {
    this.drawn.push(structuredClone(state));
    return new Uint8Array([this.drawn.length]);
  }

  dispose(): void {
    this.disposed = true;
  }
}

function setUp(height?: number): { inner: CountingRenderer; renderer: AvatarRenderer } {
  const inner = new CountingRenderer(height);
  return { inner, renderer: sparing(inner) };
}

const face = (change: Partial<FaceState>): FaceState => ({ ...restingFace(), ...change });

describe('a sparing renderer', () => {
  it('repeats a picture once, and then draws anew', () => {
    const { inner, renderer } = setUp();
    const pictures = Array.from({ length: 4 }, () => renderer.render(restingFace()));
    expect(inner.drawn).toHaveLength(2);
    expect(pictures[1]).toBe(pictures[0]);
    expect(pictures[3]).toBe(pictures[2]);
    expect(pictures[2]).not.toBe(pictures[0]);
  });

  it.each<[string, Partial<FaceState>]>([
    ['a mouth that begins to open', { jaw: 0.01 }],
    ['lips that begin to round', { rounding: 0.01 }],
    ['a lid that begins to fall', { blinkLeft: 0.01 }],
    ['a turn of half a pixel', { yaw: 0.02 }],
    ['a glance', { gazeX: 0.1 }],
    ['a viseme', { visemes: restingFace().visemes.map((weight, i) => (i === 3 ? 0.01 : weight)) }],
    ['a look', { expressions: { ...restingFace().expressions, happiness: 0.01 } }],
    ['an action', { action: { name: 'hand_wave', progress: 0 } }],
  ])('draws %s at once', (_what, change) => {
    const { inner, renderer } = setUp();
    renderer.render(restingFace());
    renderer.render(face(change));
    expect(inner.drawn).toHaveLength(2);
    renderer.render(face({ ...change, jaw: 0.5 }));
    expect(inner.drawn).toHaveLength(3);
  });

  it('draws the face that an action ends with', () => {
    const { inner, renderer } = setUp();
    renderer.render(face({ action: { name: 'hand_wave', progress: 1 } }));
    renderer.render(restingFace());
    expect(inner.drawn.at(-1)?.action).toBeNull();
  });

  it('compares with what was drawn, also when the caller reuses its state', () => {
    const { inner, renderer } = setUp();
    const state = restingFace();
    renderer.render(state);
    state.visemes[3] = 0.5;
    state.expressions.happiness = 0.5;
    renderer.render(state);
    expect(inner.drawn).toHaveLength(2);
  });

  it('sees a smaller turn in a larger picture', () => {
    const turn = face({ yaw: 0.012 });
    const [small, large] = [setUp(720), setUp(2160)];
    for (const { renderer } of [small, large]) {
      renderer.render(restingFace());
      renderer.render(turn);
    }
    expect([small.inner.drawn.length, large.inner.drawn.length]).toEqual([1, 2]);
  });

  it('has a loop move on behind a face that it repeats', () => {
    const { inner, renderer } = setUp();
    const behind: number[] = [];
    Object.assign(inner, {
      rerender: (tS: number) => {
        behind.push(tS);
        return new Uint8Array([tS]);
      },
    });
    const pictures = [0, 1, 2, 3].map((tS) => renderer.render(face({ tS })));
    expect(inner.drawn.map(({ tS }) => tS)).toEqual([0, 2]);
    expect(behind).toEqual([1, 3]);
    expect(pictures[3]).toEqual(new Uint8Array([3]));
  });

  it('shows a new background with the next frame', async () => {
    const { inner, renderer } = setUp();
    renderer.render(restingFace());
    await renderer.setBackground({ kind: 'color', color: '#123456' });
    renderer.render(restingFace());
    expect(inner.drawn).toHaveLength(2);
  });

  it('disposes of the renderer that it draws with', () => {
    const { inner, renderer } = setUp();
    renderer.dispose();
    expect(inner.disposed).toBe(true);
  });

  it('draws little more than half of an idle minute, and every movement of a lid', () => {
    const { inner, renderer } = setUp();
    const animator = new Animator({ seed: 6 });
    const moves = (lids: number[]) => lids.filter((lid, i) => Math.abs(lid - (lids[i - 1] ?? 0)) > 0.01);
    const lids: number[] = [];
    for (let i = 0; i < 60 * 25; i++) {
      const state = animator.frame(i / 25, null);
      renderer.render(state);
      lids.push(state.blinkLeft);
    }
    expect(inner.drawn.length).toBeLessThan(60 * 25 * 0.7);
    expect(moves(inner.drawn.map((state) => state.blinkLeft))).toEqual(moves(lids));
  });
});
