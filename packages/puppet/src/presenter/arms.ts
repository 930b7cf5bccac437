import type { ActionName } from '@avatarium/contract/face';
import { envelope, lerp, smoothstep } from '../curves.js';
import type { Brush } from './brush.js';
import type { HandShape } from './hands.js';
import type { Layers } from './layers.js';

/** One raised arm, in the coordinates of the viewer's right side. */
interface ArmPose {
  elbowX: number;
  elbowY: number;
  /** Lean of the forearm from upright, outwards positive, and of the hand from the forearm. */
  lean: number;
  wrist: number;
  hand: HandShape;
}

const FOREARM = 205;
const HIDDEN = 330;

/** Which arms an action raises; both are null for actions of the head alone. */
export function poseArms(action: { name: ActionName; progress: number } | null): {
  left: ArmPose | null;
  right: ArmPose | null;
} {
  if (!action) return NONE;
  const p = action.progress;
  switch (action.name) {
    case 'hand_wave':
      return { left: null, right: wave(p) };
    case 'thumbs_up':
      return { left: null, right: thumbsUp(p) };
    case 'cheer':
      return { left: cheer(p, 0.5), right: cheer(p, 0) };
    case 'pump_fists':
      return { left: pump(p, Math.PI), right: pump(p, 0) };
    case 'waft_left':
      return { left: waft(p), right: null };
    case 'waft_right':
      return { left: null, right: waft(p) };
    default:
      return NONE;
  }
}

const NONE = { left: null, right: null };

function wave(p: number): ArmPose {
  const up = envelope(p, 0.2, 0.24);
  const swing = Math.sin(smoothstep(0.1, 1, p) * Math.PI * 7.4);
  const lag = Math.sin(smoothstep(0.1, 1, p) * Math.PI * 7.4 - 0.9);
  return {
    elbowX: lerp(296, 266, up),
    elbowY: 442 + (1 - up) * HIDDEN,
    lean: lerp(0.5, 0.0, up) + swing * 0.11 * up,
    wrist: lag * 0.2 * up + 0.04,
    hand: 'open',
  };
}

function thumbsUp(p: number): ArmPose {
  const up = envelope(p, 0.22, 0.26);
  const press = Math.sin(smoothstep(0.2, 0.5, p) * Math.PI);
  return {
    elbowX: lerp(310, 300, up),
    elbowY: 462 + (1 - up) * HIDDEN - press * 12,
    lean: lerp(0.35, -0.14, up),
    wrist: 0.12,
    hand: 'thumb',
  };
}

function cheer(p: number, phase: number): ArmPose {
  const up = envelope(p, 0.2, 0.26);
  const bounce = Math.sin((p * 5 + phase * 0.3) * Math.PI * 2);
  return {
    elbowX: 262 + bounce * 3,
    elbowY: 408 + (1 - up) * (HIDDEN + 40) + bounce * 13 * up,
    lean: lerp(-0.2, 0.05, up) + bounce * 0.04,
    wrist: -bounce * 0.12,
    hand: 'open',
  };
}

function pump(p: number, phase: number): ArmPose {
  const up = envelope(p, 0.18, 0.24);
  const beat = Math.sin(p * Math.PI * 2 * 4 + phase);
  return {
    elbowX: 292,
    elbowY: 474 + (1 - up) * HIDDEN - beat * 24 * up,
    lean: -0.2 + beat * 0.05,
    wrist: 0.12 - beat * 0.05,
    hand: 'fist',
  };
}

function waft(p: number): ArmPose {
  const up = envelope(p, 0.22, 0.24);
  const sweep = smoothstep(0.12, 0.55, p);
  return {
    elbowX: lerp(190, 152, sweep),
    elbowY: lerp(484, 438, sweep) + (1 - up) * HIDDEN,
    lean: lerp(-0.5, 0.44, sweep),
    wrist: lerp(-0.5, 0.3, smoothstep(0.2, 0.62, p)),
    hand: 'open',
  };
}

/** Draws an arm, sleeve over hand, turned about elbow and wrist; `side` is −1 for the viewer's left. */
export function drawArm(brush: Brush, layers: Layers, side: number, pose: ArmPose): void {
  brush.save();
  brush.scale(side, 1);
  brush.translate(pose.elbowX, pose.elbowY);
  brush.rotate(pose.lean);
  brush.translate(0, -FOREARM);
  brush.save();
  brush.rotate(pose.wrist);
  brush.sprite(layers.hands[pose.hand]);
  brush.restore();
  brush.sprite(layers.sleeve);
  brush.restore();
}
