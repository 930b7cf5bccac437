/**
 * Makes an avatar of a video and draws what becomes of it: FOLDER/video.jpg with visemes, expressions and a nod in
 * different frames of the loop, FOLDER/video-seam.jpg with the frames around the loop's seam and how they differ from
 * each other. Prints what was measured: lips' gaps for p and a over the loop, the seam, and the time that it all took.
 *
 *   node scripts/video-sheet.mjs VIDEO [--out FOLDER] [--pack FILE.avatar]
 *   node scripts/video-sheet.mjs FILE.avatar [--out FOLDER]
 *
 * Needs a build (npm run build) and ffmpeg.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createCanvas } from '@napi-rs/canvas';
import { EXPRESSIONS, VISEMES } from '../packages/contract/dist/face.js';
import { detectFaces } from '../packages/importer/dist/face/detector.js';
import { findLandmarks } from '../packages/importer/dist/face/landmarks.js';
import { importVideo } from '../packages/importer/dist/index.js';
import { readSigns } from '../packages/importer/dist/video/signs.js';
import { createPackRenderer, restingFace } from '../packages/puppet/dist/index.js';
import { readPack, writePack } from '../packages/puppet/dist/pack/index.js';
import { feeling, saying, toCanvas } from './faces.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string', default: '.' }, pack: { type: 'string' } },
});
const [video] = positionals;
if (!video) throw new Error('which video?');
const [WIDTH, HEIGHT] = [1280, 720];
const FPS = 25;
const CELL = 256;

const at = (tS, more = {}) => ({ ...restingFace(), tS, ...more });

async function made() {
  if (video.endsWith('.avatar')) return readPack(readFileSync(video));
  const [begun, used] = [Date.now(), process.cpuUsage()];
  const options = { name: 'Sheet', licence: null, consent: null };
  const pack = await importVideo(video, options, new AbortController().signal);
  const { user, system } = process.cpuUsage(used);
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  console.log(`imported in ${seconds} s, ${((user + system) / 1e6).toFixed(1)} s of CPU beside ffmpeg's`);
  return pack;
}

const pack = await made();
const { loop, face, quality } = pack.manifest;
console.log(loop, quality);
if (values.pack) writeFileSync(values.pack, writePack(pack));

const folder = mkdtempSync(path.join(tmpdir(), 'avatarium-sheet-'));
const renderer = await createPackRenderer({
  pack,
  width: WIDTH,
  height: HEIGHT,
  background: { kind: 'own' },
  frames: { folder, whole: true },
});

const picture = (state) => toCanvas(renderer.render(state), WIDTH, HEIGHT);

const scale = HEIGHT / pack.manifest.picture.height;
const side = (face.bottom - face.top) * 1.15 * scale;
const left = ((face.left + face.right) / 2) * scale - side / 2;
const top = ((face.top + face.bottom) / 2) * scale - side / 2;

function sheet(cells, columns, file) {
  const rows = Math.ceil(cells.length / columns);
  const canvas = createCanvas(columns * CELL, rows * CELL);
  const pen = canvas.getContext('2d');
  pen.imageSmoothingQuality = 'high';
  pen.font = '15px sans-serif';
  for (const [i, [label, image]] of cells.entries()) {
    const [x, y] = [(i % columns) * CELL, Math.floor(i / columns) * CELL];
    pen.drawImage(image, Math.max(0, left), Math.max(0, top), side, side, x, y, CELL, CELL);
    pen.fillStyle = '#000a';
    pen.fillRect(x, y + CELL - 22, pen.measureText(label).width + 12, 22);
    pen.fillStyle = '#fff';
    pen.fillText(label, x + 6, y + CELL - 6);
  }
  writeFileSync(path.join(values.out, file), canvas.toBuffer('image/jpeg', 88));
}

/** Frames until all is shown again, and where the seam is: at the end, or where it turns. */
const period = loop.order === 'forward' ? loop.frames : loop.frames * 2 - 2;
const turn = loop.order === 'forward' ? 0 : loop.frames - 1;
const moments = period / FPS;
const cells = VISEMES.map((name, i) => [
  `${name} ${((moments * i) / VISEMES.length).toFixed(1)} s`,
  picture(saying(name, { tS: (moments * i) / VISEMES.length })),
]);
for (const [i, name] of EXPRESSIONS.entries())
  cells.push([name, picture(feeling(name, { tS: (moments * i) / 7 }))]);
cells.push(['nod', picture(at(1, { action: { name: 'nod', progress: 0.5 }, pitch: -1 }))]);
cells.push(['shake', picture(at(1, { action: { name: 'shake', progress: 0.5 }, yaw: 1 }))]);
sheet(cells, 8, 'video.jpg');

const seam = [-6, -4, -2, -1, 0, 1, 2, 4].map((k) => (period + turn + k) % period);
const frames = seam.map((i) => picture(at(i / FPS)));
const steps = frames.map((frame, i) => (i === 0 ? frame : difference(frames[i - 1], frame)));
sheet(
  [
    ...frames.map((frame, i) => [`frame ${seam[i]}`, frame]),
    ...steps.map((step, i) => [i ? 'difference × 8' : '', step]),
  ],
  8,
  'video-seam.jpg',
);

function difference(a, b) {
  const canvas = createCanvas(WIDTH, HEIGHT);
  const pen = canvas.getContext('2d');
  const [one, other] = [a, b].map((each) => each.getContext('2d').getImageData(0, 0, WIDTH, HEIGHT));
  for (let i = 0; i < one.data.length; i += 4) {
    for (let k = i; k < i + 3; k++) one.data[k] = Math.abs(one.data[k] - other.data[k]) * 8;
  }
  pen.putImageData(one, 0, 0);
  return canvas;
}

/** As the face mesh model sees them in drawn frames, in distances between the eyes. */
const gaps = { rest: [], PP: [], aa: [] };
for (let k = 0; k < 6; k++) {
  const tS = (period * k) / 6 / FPS;
  for (const [name, state] of [
    ['rest', at(tS)],
    ['PP', saying('PP', { tS })],
    ['aa', saying('aa', { tS })],
  ]) {
    const frame = picture(state);
    const [found] = await detectFaces(frame);
    if (found) gaps[name].push(readSigns(await findLandmarks(frame, found)).mouthGap.toFixed(3));
  }
}
console.log('gap between the lips, in distances between the eyes:', gaps);

/** Mean difference of luma from each frame to the next, at the seam and elsewhere. */
const lumas = Array.from({ length: loop.frames }, (_, i) =>
  renderer.render(at(i / FPS)).slice(0, WIDTH * HEIGHT),
);
const change = lumas.map((luma, i) => {
  const before = lumas[(i + period - 1) % period];
  let sum = 0;
  for (let k = 0; k < luma.length; k += 7) sum += Math.abs(luma[k] - before[k]);
  return (sum * 7) / luma.length;
});
const sorted = change.toSorted((a, b) => a - b);
const each = 40;
const before = process.cpuUsage();
for (let i = 0; i < each; i++) renderer.render(at(i / FPS));
const resting = process.cpuUsage(before);
const begin = process.cpuUsage();
for (let i = 0; i < each; i++) renderer.render(saying('aa', { tS: i / FPS }));
const talking = process.cpuUsage(begin);
const perFrame = ({ user, system }) => `${((user + system) / 1000 / each).toFixed(2)} ms`;
console.log('CPU a frame of 720 lines:', { resting: perFrame(resting), talking: perFrame(talking) });
console.log('change from frame to frame, of 255:', {
  seam: change[turn].toFixed(3),
  median: sorted[sorted.length >> 1].toFixed(3),
  most: sorted.at(-1).toFixed(3),
});
renderer.dispose();
rmSync(folder, { recursive: true });
