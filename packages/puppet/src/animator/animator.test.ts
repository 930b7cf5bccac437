import { ACTIONS, type Expression, VISEME_COUNT, VISEMES } from '@avatarium/contract/face';
import { describe, expect, it } from 'vitest';
import type { FaceState } from '../face-state.js';
import { Animator } from './animator.js';
import type { MouthInput } from './mouth.js';

const FPS = 25;

function say(weights: Partial<Record<(typeof VISEMES)[number], number>>, jaw = 0): MouthInput {
  const input = { weights: new Float32Array(VISEME_COUNT), jaw, rounding: 0 };
  for (const [name, weight] of Object.entries(weights)) {
    input.weights[VISEMES.indexOf(name as (typeof VISEMES)[number])] = weight;
  }
  return input;
}

/** Syllables at four a second, as running speech has them. */
function babble(tS: number): MouthInput {
  const open = Math.max(0, Math.sin(tS * Math.PI * 8)) * (0.6 + 0.4 * Math.sin(tS * 2.1));
  return say({ aa: open, sil: 1 - open }, open * 0.7);
}

function copy(state: FaceState): FaceState {
  return structuredClone(state);
}

function play(
  animator: Animator,
  seconds: number,
  options: { mouth?: (tS: number) => MouthInput | null; fromS?: number; fps?: number } = {},
): FaceState[] {
  const { mouth = () => null, fromS = 0, fps = FPS } = options;
  return Array.from({ length: Math.round(seconds * fps) }, (_, i) => {
    const tS = fromS + i / fps;
    return copy(animator.frame(tS, mouth(tS)));
  });
}

function countBlinks(frames: readonly FaceState[]): number {
  return frames.filter((frame, i) => frame.blinkLeft > 0.6 && (frames[i - 1]?.blinkLeft ?? 0) <= 0.6).length;
}

describe('idle life', () => {
  it.each([1, 2, 3, 4, 5, 6])('blinks 12 to 20 times a minute (seed %i)', (seed) => {
    const perMinute = countBlinks(play(new Animator({ seed }), 300)) / 5;
    expect(perMinute).toBeGreaterThanOrEqual(12);
    expect(perMinute).toBeLessThanOrEqual(20);
  });

  it('shuts the eyes fully in a blink, and opens them again', () => {
    const frames = play(new Animator({ seed: 8 }), 60);
    expect(Math.max(...frames.map((frame) => frame.blinkLeft))).toBeGreaterThan(0.9);
    expect(frames.filter((frame) => frame.blinkLeft === 0).length).toBeGreaterThan(frames.length * 0.8);
  });

  it('looks at the viewer most of the time and away now and then', () => {
    const frames = play(new Animator({ seed: 4 }), 120);
    const away = frames.filter((frame) => Math.hypot(frame.gazeX, frame.gazeY) > 0.3).length / frames.length;
    expect(away).toBeGreaterThan(0.02);
    expect(away).toBeLessThan(0.5);
  });

  it('breathes 12 to 20 times a minute', () => {
    const frames = play(new Animator({ seed: 4 }), 60);
    const breaths = frames.filter((f, i) => f.breath > 0.5 && (frames[i - 1]?.breath ?? 1) <= 0.5).length;
    expect(breaths).toBeGreaterThanOrEqual(12);
    expect(breaths).toBeLessThanOrEqual(20);
  });

  it('keeps every value in its range, speaking and acting', () => {
    const animator = new Animator({ seed: 5 });
    animator.setSpeaking(true);
    for (const [i, action] of ACTIONS.entries()) {
      animator.startAction(action);
      for (const frame of play(animator, 3, { mouth: babble, fromS: i * 3 })) {
        for (const key of ['yaw', 'pitch', 'roll', 'gazeX', 'gazeY', 'brows'] as const) {
          expect(Math.abs(frame[key])).toBeLessThanOrEqual(1);
        }
        for (const key of ['blinkLeft', 'blinkRight', 'breath', 'jaw', 'rounding'] as const) {
          expect(frame[key]).toBeGreaterThanOrEqual(0);
          expect(frame[key]).toBeLessThanOrEqual(1);
        }
        expect(frame.visemes.reduce((sum, weight) => sum + weight, 0)).toBeLessThanOrEqual(1.001);
      }
    }
  });
});

describe('determinism', () => {
  it('gives the same faces for the same seed and calls, and others for another seed', () => {
    const run = (seed: number): FaceState[] => {
      const animator = new Animator({ seed });
      animator.setSpeaking(true);
      const first = play(animator, 4, { mouth: babble });
      animator.setExpression('surprise');
      animator.startAction('cheer');
      animator.setSpeaking(false);
      return [...first, ...play(animator, 6, { fromS: 4 })];
    };
    expect(run(7)).toEqual(run(7));
    expect(run(7)).not.toEqual(run(8));
  });

  it('returns the same object each time', () => {
    const animator = new Animator({ seed: 1 });
    expect(animator.frame(0, null)).toBe(animator.frame(0.04, null));
  });

  it('bears a clock that stands still or jumps', () => {
    const animator = new Animator({ seed: 1 });
    for (const tS of [0, 0, 1, 1, 600, 600.04, 600.08, 12, 12.04]) {
      const state = animator.frame(tS, null);
      expect(Number.isFinite(state.yaw + state.pitch + state.roll + state.blinkLeft)).toBe(true);
    }
  });
});

describe('head motion', () => {
  it.each([false, true])('never jerks (speaking %s)', (speaking) => {
    const animator = new Animator({ seed: 3 });
    animator.setSpeaking(speaking);
    const frames = play(animator, 60, speaking ? { mouth: babble } : {});
    for (let i = 1; i < frames.length; i++) {
      for (const key of ['yaw', 'pitch', 'roll'] as const) {
        expect(Math.abs((frames[i]?.[key] ?? 0) - (frames[i - 1]?.[key] ?? 0))).toBeLessThan(0.15);
      }
    }
  });

  it('is livelier in speech', () => {
    const travel = (speaking: boolean): number => {
      const animator = new Animator({ seed: 3 });
      animator.setSpeaking(speaking);
      const frames = play(animator, 40, speaking ? { mouth: babble } : {});
      return frames.reduce((sum, f, i) => sum + Math.abs(f.pitch - (frames[i - 1]?.pitch ?? f.pitch)), 0);
    };
    expect(travel(true)).toBeGreaterThan(travel(false) * 1.5);
  });
});

describe('the mouth', () => {
  it.each([25, 30, 50])('shuts the lips in the very frame of a PP at %i fps', (fps) => {
    const animator = new Animator({ seed: 1 });
    animator.setSpeaking(true);
    const closure = (tS: number): MouthInput =>
      tS % 0.4 > 0.3 && tS % 0.4 < 0.36 ? say({ PP: 1 }) : say({ aa: 1 }, 0.7);
    const frames = play(animator, 4, { mouth: closure, fps });
    for (const [i, frame] of frames.entries()) {
      const asked = closure(i / fps).weights[VISEMES.indexOf('PP')];
      if (asked === 1) {
        expect(frame.visemes[VISEMES.indexOf('PP')]).toBeCloseTo(1);
        expect(frame.visemes[VISEMES.indexOf('aa')]).toBeCloseTo(0);
      }
    }
  });

  it('glides between vowels and comes to rest in silence', () => {
    const animator = new Animator({ seed: 1 });
    play(animator, 0.4, { mouth: () => say({ aa: 1 }, 0.8) });
    const change = copy(animator.frame(0.4, say({ ou: 1 })));
    const aa = change.visemes[VISEMES.indexOf('aa')] ?? 0;
    expect(aa).toBeGreaterThan(0.05);
    expect(aa).toBeLessThan(0.6);
    const rest = play(animator, 0.8, { fromS: 0.44 }).at(-1);
    expect(rest?.visemes[0]).toBeGreaterThan(0.98);
    expect(rest?.jaw).toBeLessThan(0.02);
  });
});

describe('expressions', () => {
  const weight = (frames: readonly FaceState[], name: Expression): number =>
    frames.at(-1)?.expressions[name] ?? 0;

  it('ease in, hold and ease back', () => {
    const animator = new Animator({ seed: 2 });
    animator.frame(0, null);
    animator.setExpression('sadness');
    expect(weight(play(animator, 0.12, { fromS: 0.04 }), 'sadness')).toBeLessThan(0.7);
    expect(weight(play(animator, 1, { fromS: 0.2 }), 'sadness')).toBeGreaterThan(0.95);
    expect(weight(play(animator, 2.5, { fromS: 1.2 }), 'sadness')).toBeGreaterThan(0.95);
    expect(weight(play(animator, 3, { fromS: 3.7 }), 'sadness')).toBeLessThan(0.05);
  });

  it('give way to one another and to null', () => {
    const animator = new Animator({ seed: 2 });
    animator.setExpression('angry');
    play(animator, 1);
    animator.setExpression('happiness');
    const mixed = play(animator, 1.5, { fromS: 1 });
    expect(weight(mixed, 'angry')).toBeLessThan(0.1);
    expect(weight(mixed, 'happiness')).toBeGreaterThan(0.9);
    animator.setExpression(null);
    expect(weight(play(animator, 2, { fromS: 2.5 }), 'happiness')).toBeLessThan(0.05);
  });
});

describe('actions', () => {
  it.each(ACTIONS)('%s plays once, from 0 towards 1, and ends', (action) => {
    const animator = new Animator({ seed: 2 });
    animator.frame(0, null);
    animator.startAction(action);
    const frames = play(animator, 4, { fromS: 0.04 });
    const progress = frames.map((frame) => frame.action?.progress ?? null);
    const playing = progress.filter((value) => value !== null);
    expect(frames.find((frame) => frame.action)?.action?.name).toBe(action);
    expect(playing.length / FPS).toBeGreaterThan(1);
    expect(playing.length / FPS).toBeLessThan(3);
    expect([...playing].sort((a, b) => a - b)).toEqual(playing);
    expect(playing.at(-1)).toBeGreaterThan(0.9);
    expect(progress.at(-1)).toBeNull();
  });

  it('bring the one in progress to its end before the next', () => {
    const animator = new Animator({ seed: 2 });
    animator.startAction('cheer');
    play(animator, 0.8);
    animator.startAction('thumbs_up');
    const frames = play(animator, 4, { fromS: 0.8 });
    const names = frames.map((frame) => frame.action?.name).filter((name, i, all) => name !== all[i - 1]);
    expect(names).toEqual(['cheer', 'thumbs_up', undefined]);
    expect(frames.findIndex((frame) => frame.action?.name === 'thumbs_up') / FPS).toBeLessThan(0.6);
  });

  it('move the head: nod up and down, shake from side to side', () => {
    const range = (action: 'nod' | 'shake', axis: 'pitch' | 'yaw'): number => {
      const animator = new Animator({ seed: 2 });
      animator.startAction(action);
      const values = play(animator, 1.6).map((frame) => frame[axis]);
      return Math.max(...values) - Math.min(...values);
    };
    expect(range('nod', 'pitch')).toBeGreaterThan(0.8);
    expect(range('shake', 'yaw')).toBeGreaterThan(0.8);
  });
});
