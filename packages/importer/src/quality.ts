import type { Quality } from '@avatarium/puppet/pack';
import type { FoundFace } from './face/find.js';
import { OVAL } from './face/indices.js';
import type { Landmarks } from './face/landmarks.js';
import { luma, type Pixels } from './image/pixels.js';
import type { CutOut } from './matte/matte.js';
import { faceFrame } from './rig/frame.js';
import type { Mood } from './rig/rest.js';

interface Judged {
  /** The pack's, and the face's points in it. */
  picture: Pixels;
  points: Landmarks;
  cut: CutOut;
  /** Pixels of the picture for one of the source. */
  scale: number;
  mood: Mood;
  face: FoundFace;
}

/** Detail against contrast, below which a face is blurred. */
const SHARP = 0.36;

interface Finding {
  code: string;
  text: string;
  /** What it costs of the score. */
  cost: number;
}

/** What stands in the way of a good avatar, in words for the owner; none of it refuses a portrait. */
export function judge(judged: Judged): Quality {
  const findings = [...ofFace(judged), ...ofLight(judged), ...ofFrame(judged)];
  const score = findings.reduce((left, { cost }) => left * (1 - cost), 1);
  return {
    score: Math.round(score * 100) / 100,
    advice: findings.sort((a, b) => b.cost - a.cost).map(({ code, text }) => ({ code, text })),
  };
}

function ofFace({ face, mood, points, picture, scale }: Judged): Finding[] {
  const found: Finding[] = [];
  const { pose, width, others } = face;
  if (width < 300) {
    const text = `The face is ${Math.round(width)} pixels wide: 300 or more look sharper.`;
    found.push({ code: 'face_small', text, cost: 0.35 * Math.min(1, (300 - width) / 200) });
  }
  if (mood.gap > 0.05) {
    const text = 'The mouth is open: a neutral portrait with closed lips works better.';
    found.push({ code: 'mouth_open', text, cost: 0.1 + Math.min(0.2, mood.gap) });
  } else if (mood.smile > 0.6) {
    found.push({ code: 'smile', text: 'The face smiles: a neutral portrait works better.', cost: 0.06 });
  }
  const turn = Math.max(Math.abs(pose.yawDeg), Math.abs(pose.pitchDeg));
  if (turn > 15) {
    const text = `The face is turned by about ${Math.round(turn)} degrees: one that looks into the camera works better.`;
    found.push({ code: 'face_turned', text, cost: Math.min(0.3, turn / 100) });
  }
  if (Math.abs(pose.tiltDeg) > 12) {
    const text = `The head is tilted by about ${Math.round(Math.abs(pose.tiltDeg))} degrees: an upright one looks more natural.`;
    found.push({ code: 'head_tilted', text, cost: Math.min(0.2, Math.abs(pose.tiltDeg) / 150) });
  }
  if (others > 0)
    found.push({
      code: 'other_faces',
      text: 'Other faces are seen behind the person: a plain background is better.',
      cost: 0.05,
    });
  if (sharpness(picture, points, scale) < SHARP)
    found.push({ code: 'blurred', text: 'The face is blurred: a sharper picture shows more.', cost: 0.15 });
  return found;
}

/** How much detail a face has against its contrast: 1 in focus, towards 0 out of it. */
function sharpness(picture: Pixels, points: Landmarks, scale: number): number {
  const grey = luma(picture);
  const box = faceBox(points, picture);
  let [fine, coarse] = [0, 0];
  const at = (x: number, y: number): number =>
    grey.data[
      Math.min(box.height - 1, Math.max(0, y)) * grey.width + Math.min(box.width - 1, Math.max(0, x))
    ] ?? 0;
  // Of the source, not of what it was enlarged to.
  const step = Math.max(1, Math.round(scale), Math.round((box.right - box.left) / 130));
  for (let y = box.top; y < box.bottom; y += 2)
    for (let x = box.left; x < box.right; x += 2) {
      fine += Math.abs(2 * at(x, y) - at(x - step, y) - at(x + step, y));
      const far = step * 2;
      coarse += Math.abs(2 * at(x, y) - at(x - far, y) - at(x + far, y));
    }
  return coarse > 0 ? fine / coarse : 0;
}

function faceBox(points: Landmarks, { width, height }: Pixels) {
  const xs = OVAL.map((i) => points.x[i] ?? 0);
  const ys = OVAL.map((i) => points.y[i] ?? 0);
  return {
    left: Math.max(0, Math.floor(Math.min(...xs))),
    right: Math.min(width, Math.ceil(Math.max(...xs))),
    top: Math.max(0, Math.floor(Math.min(...ys))),
    bottom: Math.min(height, Math.ceil(Math.max(...ys))),
    width,
    height,
  };
}

function ofLight({ picture, points }: Judged): Finding[] {
  const found: Finding[] = [];
  const grey = luma(picture);
  const box = faceBox(points, picture);
  const { origin } = faceFrame(points);
  const values: number[] = [];
  const halves: [number[], number[]] = [[], []];
  for (let y = box.top; y < box.bottom; y += 2)
    for (let x = box.left; x < box.right; x += 2) {
      const value = grey.data[y * grey.width + x] ?? 0;
      values.push(value);
      halves[x < origin[0] ? 0 : 1].push(value);
    }
  values.sort((a, b) => a - b);
  const part = (share: number): number => values[Math.floor(share * (values.length - 1))] ?? 0;
  const range = part(0.97) - part(0.03);
  if (part(0.9) < 70)
    found.push({
      code: 'dark',
      text: 'The face is dark: more light from the front shows more of it.',
      cost: 0.15,
    });
  else if (range < 45)
    found.push({
      code: 'flat',
      text: 'The face has little contrast: clearer light shows more of it.',
      cost: 0.1,
    });
  const mean = (list: number[]): number =>
    list.reduce((sum, value) => sum + value, 0) / Math.max(1, list.length);
  const [left, right] = [mean(halves[0]), mean(halves[1])];
  if (Math.min(left, right) < 0.55 * Math.max(left, right))
    found.push({
      code: 'side_light',
      text: 'One half of the face is in shadow: even light looks better when it moves.',
      cost: 0.08,
    });
  return found;
}

function ofFrame({ picture, cut, points }: Judged): Finding[] {
  const found: Finding[] = [];
  const { width, height } = picture;
  const { matte } = cut;
  const faceTop = Math.min(...OVAL.map((i) => points.y[i] ?? 0));
  let topmost = 0;
  const { origin, width: face } = faceFrame(points);
  const [from, to] = [origin[0] - face, origin[0] + face].map((x) =>
    Math.min(width, Math.max(0, Math.round(x))),
  );
  for (let x = from ?? 0; x < (to ?? width); x++) if ((matte.data[x] ?? 0) > 0.5) topmost++;
  if (topmost > 0.05 * face || faceTop < 0)
    found.push({
      code: 'head_cut_off',
      text: 'The head is cut off at the top: leave some room above the hair.',
      cost: 0.12,
    });
  const chin = Math.max(...OVAL.map((i) => points.y[i] ?? 0));
  if (chin > height - 0.35 * face)
    found.push({
      code: 'no_shoulders',
      text: 'Neck and shoulders are missing: a picture down to the chest looks more natural.',
      cost: 0.1,
    });
  let [edge, inside] = [0, 0];
  for (const value of matte.data) {
    if (value > 0.5) inside++;
    if (value > 0.1 && value < 0.9) edge++;
  }
  if (edge > inside * 0.17)
    found.push({
      code: 'unclear_edge',
      text: 'The person is hard to tell from the background: a plain one gives cleaner edges.',
      cost: 0.08,
    });
  return found;
}
