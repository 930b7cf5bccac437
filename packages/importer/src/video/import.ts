import type { AvatarStep } from '@avatarium/contract';
import { type AvatarPack, frameFile, type Manifest, type Quality } from '@avatarium/puppet/pack';
import { type Canvas, createCanvas } from '@napi-rs/canvas';
import { findFace } from '../face/find.js';
import { POINTS } from '../face/indices.js';
import { cut } from '../image/pixels.js';
import { makePack, type PortraitOptions, PortraitRefusedError } from '../portrait.js';
import { type OnProgress, within } from '../progress.js';
import { findCalmStretch, type Stretch } from './calm.js';
import { type CloseLook, KEPT_FPS, lookClosely } from './close-look.js';
import { probeWith } from './ffmpeg.js';
import { keptSize, readFrames } from './frames.js';
import { findLoop, type Loop } from './loop.js';
import { against, carryVertices, steady } from './motion.js';
import { AVATAR_VIDEO, probeVideo, type VideoInfo } from './probe.js';
import { VideoRefusedError } from './refused.js';
import { readSigns } from './signs.js';
import { survey } from './survey.js';

const MIN_FACE_PX = 96;
const JPEG_QUALITY = 90;
/** Where each part of the work begins, as shares of its time. */
const PARTS = { survey: 0.02, closeLook: 0.5, portrait: 0.85, frames: 0.92 };

/**
 * Makes a pack of kind `video` of about a minute of video: its calmest stretch, looped, and the rig of a neutral
 * frame carried to all others. Runs ffmpeg as child processes.
 *
 * @throws VideoRefusedError, or the signal's reason
 */
export async function importVideo(
  path: string,
  options: PortraitOptions,
  signal: AbortSignal,
): Promise<AvatarPack> {
  const part = (from: number, to: number): OnProgress => within(options.onProgress, from, to);
  const step = (name: AvatarStep, from: number, to: number) => (done: number) => part(from, to)(done, name);
  const info = await probeVideo(path, AVATAR_VIDEO, probeWith(signal));
  const { sights, rate } = await survey(path, info, step('watch', PARTS.survey, PARTS.closeLook), signal);
  const stretch = findCalmStretch(sights, rate, MIN_FACE_PX);
  const look = await lookClosely(path, info, stretch, step('loop', PARTS.closeLook, PARTS.portrait), signal);
  const loop = findLoop(look);
  const neutral = neutralFrame(look, loop);
  const onProgress = part(PARTS.portrait, PARTS.frames);
  const still = await importStill(path, info, look, neutral, { ...options, onProgress }, signal);
  const frames = await encodeFrames(path, info, look, loop, step('frames', PARTS.frames, 1), signal);
  const motion = loopMotion(still, look, loop, neutral);
  const files = new Map(still.files);
  for (const [i, jpeg] of frames.entries()) files.set(frameFile(i), jpeg);
  files.set('motion.bin', new Uint8Array(motion.buffer));
  const manifest: Manifest = {
    ...still.manifest,
    kind: 'video',
    quality: withAdvice(still.manifest.quality, stretch, loop),
    loop: {
      frames: frames.length,
      fps: KEPT_FPS,
      motion: 'motion.bin',
      order: loop.order,
      blend: loop.blend,
    },
  };
  return { manifest, rig: still.rig, files };
}

/** The frame of the loop with the lips nearest to each other, eyes open, most from the front. */
function neutralFrame({ landmarks }: CloseLook, { first, frames, blend }: Loop): number {
  const signs = landmarks.slice(first, first + frames - blend).map((points) => readSigns(points));
  const open = Math.max(...signs.map(({ eyesOpen }) => eyesOpen));
  const faults = signs.map(
    ({ mouthGap, eyesOpen, yaw, gaze }) =>
      mouthGap * 10 + Math.max(0, 0.85 - eyesOpen / open) * 8 + Math.abs(yaw) + Math.abs(gaze),
  );
  return first + faults.indexOf(Math.min(...faults));
}

async function importStill(
  path: string,
  info: VideoInfo,
  look: CloseLook,
  index: number,
  options: PortraitOptions,
  signal: AbortSignal,
): Promise<AvatarPack> {
  const range = { ...keptSize(info), fps: KEPT_FPS, fromS: look.fromS, skip: index, frames: 1 };
  for await (const frame of readFrames(path, info, range, signal)) {
    try {
      const face = await findFace(frame);
      const picture = cut(frame, [1, 0, 0, 1, 0, 0], frame.width, frame.height);
      return seeingEyes(await makePack({ picture, points: face.points, scale: 1 }, face, options, signal));
    } catch (error) {
      if (!(error instanceof PortraitRefusedError)) throw error;
      throw new VideoRefusedError(error.reason, error.message);
    }
  }
  throw new VideoRefusedError('unreadable', 'The video cannot be read twice alike; it is damaged.');
}

/**
 * A rig whose eyes show what the frame shows there. That of a portrait has more of the eye hidden beneath the lids,
 * mirrored; a video's lids are its own.
 */
function seeingEyes(pack: AvatarPack): AvatarPack {
  const texture = pack.rig.texture.slice();
  texture.set(pack.rig.rest.subarray(POINTS * 2), POINTS * 2);
  return { ...pack, rig: { ...pack.rig, texture } };
}

/** JPEGs of the loop. Its last frames pass over into those that come before its first. */
async function encodeFrames(
  path: string,
  info: VideoInfo,
  { fromS }: CloseLook,
  { first, frames, blend }: Loop,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<Uint8Array[]> {
  const size = keptSize(info);
  const before: Canvas[] = [];
  const jpegs: Uint8Array[] = [];
  const range = { ...size, fps: KEPT_FPS, fromS, skip: first - blend, frames: blend + frames };
  for await (const frame of readFrames(path, info, range, signal)) {
    if (before.length < blend) {
      before.push(copy(frame));
      continue;
    }
    const step = jpegs.length - (frames - blend);
    const next = before[step];
    if (next) {
      const pen = frame.getContext('2d');
      pen.globalAlpha = share(step, blend);
      pen.drawImage(next, 0, 0);
      pen.globalAlpha = 1;
    }
    jpegs.push(await frame.encode('jpeg', JPEG_QUALITY));
    onProgress(jpegs.length / frames);
  }
  return jpegs;
}

function copy(frame: Canvas): Canvas {
  const canvas = createCanvas(frame.width, frame.height);
  canvas.getContext('2d').drawImage(frame, 0, 0);
  return canvas;
}

/** How much of the loop's beginning a frame near its end has; from 0 to 1 over the blend, without a jolt. */
function share(step: number, blend: number): number {
  const t = (step + 1) / (blend + 1);
  return t * t * (3 - 2 * t);
}

/** Where the rig's vertices lie at rest in each frame of the loop. */
function loopMotion(still: AvatarPack, { landmarks }: CloseLook, loop: Loop, neutral: number): Float32Array {
  const { first, frames, blend } = loop;
  const steadied = steady(landmarks);
  const reference = steadied[neutral];
  if (!reference) throw new Error('the neutral frame is none of those looked at');
  const { rest, texture, headWeight } = still.rig;
  const carried = carryVertices(texture, headWeight, reference, against(reference, steadied));
  // The rig's lips may be closed where the picture's are not: they keep that distance in every frame.
  const row = texture.length;
  const motion = new Float32Array(frames * row);
  for (let t = 0; t < frames; t++) {
    const step = t - (frames - blend);
    const next = step < 0 ? 0 : share(step, blend);
    for (let i = 0; i < row; i++) {
      const here = carried[(first + t) * row + i] ?? 0;
      const there = step < 0 ? here : (carried[(first - blend + step) * row + i] ?? 0);
      motion[t * row + i] = here + (there - here) * next + (rest[i] ?? 0) - (texture[i] ?? 0);
    }
  }
  return motion;
}

function withAdvice(quality: Quality, { faults }: Stretch, loop: Loop): Quality {
  const advice: Quality['advice'] = [...quality.advice];
  let { score } = quality;
  const add = (fault: number, code: string, text: string): void => {
    if (fault < 1) return;
    advice.push({ code, text });
    score -= 0.1;
  };
  const seconds = loop.frames / KEPT_FPS;
  add(
    faults.talking / 1.5,
    'talks_throughout',
    'The mouth moves throughout: some seconds of listening, lips closed, work better.',
  );
  add(
    faults.lookingAway * 2,
    'looks_away',
    'The eyes leave the camera: some seconds of looking into it work better.',
  );
  add(faults.moving / 1.5, 'moves_much', 'The head moves much: a calm posture loops better.');
  add(
    faults.light,
    'light_changes',
    'The light or the camera changes: a steady camera in steady light works better.',
  );
  add(
    seconds < 4 ? 1 : 0,
    'short_loop',
    `Only ${seconds.toFixed(1)} s could be looped: a minute of video gives more to choose from.`,
  );
  return { score: Math.max(0, score), advice };
}
