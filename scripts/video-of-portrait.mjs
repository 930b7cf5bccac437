/**
 * Makes a minute of video of a portrait, to try the importer of videos on: the person talks, listens, looks away and
 * is filmed by hand at the end. Needs a build and ffmpeg.
 *
 *   node scripts/video-of-portrait.mjs PORTRAIT VIDEO.mp4 [--seconds 60] [--from 0]
 *
 * What is calm lies from 20 to 34 s.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { VISEMES } from '../packages/contract/dist/face.js';
import { importPortrait } from '../packages/importer/dist/index.js';
import { Animator, createPackRenderer } from '../packages/puppet/dist/index.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '60' }, from: { type: 'string', default: '0' } },
});
const [portrait, target] = positionals;
if (!portrait || !target) throw new Error('which portrait, and where to?');

const [WIDTH, HEIGHT, FPS] = [1344, 756, 30];
const TALKING = [
  [0, 9],
  [14, 19.5],
  [35, 50],
];
const LOOKING_AWAY = [
  [10, 13],
  [51, 58],
];
/** Sensor noise, light that flickers, and from 50 s on a camera held by hand. */
const FILTERS = [
  'crop=1280:720:32+if(gt(t\\,50)\\,18*sin(t*9)+9*sin(t*21)\\,0):18+if(gt(t\\,50)\\,10*sin(t*11)+6*sin(t*19)\\,0)',
  'noise=alls=3:allf=t',
  "eq=brightness='0.01*sin(5*t)+if(gt(t,50),0.05*sin(19*t),0)':eval=frame",
].join(',');

const within = (spans, t) => spans.some(([from, to]) => t >= from && t < to);
const random = (i) => {
  const value = Math.sin(i * 127.1 + 3.7) * 43758.5453;
  return value - Math.floor(value);
};

/** A viseme for each seventh of a second, one passing over into the next. */
function mouthAt(t) {
  if (!within(TALKING, t)) return null;
  const at = t * 7;
  const share = at - Math.floor(at);
  const weights = new Float32Array(VISEMES.length);
  for (const [i, weight] of [
    [Math.floor(at), 1 - share],
    [Math.floor(at) + 1, share],
  ]) {
    weights[Math.floor(random(i) * VISEMES.length)] += weight;
  }
  return {
    weights,
    jaw: weights[VISEMES.indexOf('aa')] * 0.8 + 0.2,
    rounding: weights[VISEMES.indexOf('ou')],
  };
}

const pack = await importPortrait(readFileSync(portrait), { name: 'Test', licence: null, consent: null });
const size = { width: WIDTH, height: HEIGHT };
const renderer = await createPackRenderer({ pack, ...size, background: { kind: 'own' } });
const animator = new Animator({ seed: 5 });
const ffmpeg = spawn(
  'ffmpeg',
  [
    ...[
      '-y',
      '-v',
      'error',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'yuv420p',
      '-s',
      `${WIDTH}x${HEIGHT}`,
      '-r',
      String(FPS),
    ],
    ...[
      '-i',
      '-',
      '-vf',
      FILTERS,
      '-c:v',
      'libx264',
      '-preset',
      'veryfast',
      '-crf',
      '20',
      '-pix_fmt',
      'yuv420p',
      target,
    ],
  ],
  { stdio: ['pipe', 'inherit', 'inherit'] },
);
const from = Math.round(Number(values.from) * FPS);
for (let i = 0; i < from + Number(values.seconds) * FPS; i++) {
  const t = i / FPS;
  animator.setSpeaking(within(TALKING, t));
  const state = animator.frame(t, mouthAt(t));
  if (i < from) continue;
  const away = within(LOOKING_AWAY, t) ? 1 : 0;
  state.gazeX = state.gazeX * 0.4 + away * 0.9;
  state.yaw = Math.max(-1, Math.min(1, state.yaw + away * Math.sin(t)));
  if (!ffmpeg.stdin.write(Buffer.from(renderer.render(state)))) await once(ffmpeg.stdin, 'drain');
}
ffmpeg.stdin.end();
await once(ffmpeg, 'close');
