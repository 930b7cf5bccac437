/**
 * Draws contact sheets of avatars made of portraits: every viseme, expression and action, lids and gaze.
 *
 *   node scripts/portrait-sheet.mjs PORTRAIT… --out FOLDER [--part face|mouth|eyes|head] [--size 256]
 *
 *   node scripts/portrait-sheet.mjs PORTRAIT… --out FOLDER --brief
 *
 * Needs a build (npm run build). Writes FOLDER/NAME.jpg for each portrait; `--part` shows less of the face, larger.
 * `--brief` writes FOLDER/portraits.jpg with a row for each.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createCanvas } from '@napi-rs/canvas';
import { ACTIONS, EXPRESSIONS, VISEMES } from '../packages/contract/dist/face.js';
import { importPortrait } from '../packages/importer/dist/index.js';
import { createPackRenderer, restingFace } from '../packages/puppet/dist/index.js';
import { writePack } from '../packages/puppet/dist/pack/index.js';
import { feeling, saying, toCanvas } from './faces.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: '.' },
    part: { type: 'string', default: 'face' },
    size: { type: 'string', default: '256' },
    brief: { type: 'boolean', default: false },
  },
});
const SIZE = Number(values.size);
const COLUMNS = 8;
/** Of the frame, for each part: left, top and side, as shares. */
const PARTS = {
  face: [0.15, 0.08, 0.7],
  mouth: [0.34, 0.42, 0.32],
  eyes: [0.3, 0.3, 0.4],
  head: [0, 0, 1],
};
const FRAME = 1024;

const cells = [
  ...VISEMES.map((name) => [name, name === 'sil' ? restingFace() : saying(name)]),
  ['aa, happy', saying('aa', { expressions: feeling('happiness').expressions })],
  ...EXPRESSIONS.map((name) => [name, feeling(name)]),
  ['blink', { ...restingFace(), blinkLeft: 1, blinkRight: 1 }],
  ...ACTIONS.map((name) => [name, { ...restingFace(), action: { name, progress: 0.4 } }]),
  ['half shut', { ...restingFace(), blinkLeft: 0.5, blinkRight: 0.5 }],
  ['gaze left', { ...restingFace(), gazeX: -1 }],
  ['gaze right', { ...restingFace(), gazeX: 1 }],
  ['gaze up', { ...restingFace(), gazeY: 1 }],
  ['gaze down', { ...restingFace(), gazeY: -1 }],
  ['turn right', { ...restingFace(), yaw: 1 }],
  ['turn left, up', { ...restingFace(), yaw: -1, pitch: 1 }],
  ['on green', restingFace(), { kind: 'color', color: '#2f9e44' }],
];

const BRIEF = [
  'sil',
  'PP',
  'FF',
  'aa',
  'ou',
  'SS',
  'happiness',
  'sadness',
  'blink',
  'gaze left',
  'turn left, up',
  'on green',
];

/** A label in the corner of a cell, on a plate that keeps it readable on any picture. */
function write(context, text, x, y) {
  const height = Math.max(15, Math.round(SIZE / 12));
  context.font = `${Math.round(height * 0.75)}px sans-serif`;
  context.fillStyle = 'rgba(0, 0, 0, 0.62)';
  context.fillRect(x, y, context.measureText(text).width + height * 0.7, height);
  context.fillStyle = '#fff';
  context.textBaseline = 'middle';
  context.fillText(text, x + height * 0.35, y + height * 0.53);
}

/** A row or a whole sheet of one portrait. */
async function draw(file, labels, columns) {
  const name = path.parse(file).name;
  const started = performance.now();
  const pack = await importPortrait(readFileSync(file), { name, licence: null, consent: null, createdAt: 0 });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const { score, advice } = pack.manifest.quality;
  console.log(`${name}: ${seconds} s, ${Math.round(writePack(pack).length / 1024)} KiB, quality ${score}`);
  for (const { code, text } of advice) console.log(`  ${code}: ${text}`);
  const own = { kind: 'own' };
  const renderer = await createPackRenderer({ pack, width: FRAME, height: FRAME, background: own });
  const shown = cells.filter(([label]) => labels.includes(label));
  const sheet = createCanvas(columns * SIZE, Math.ceil(shown.length / columns) * SIZE);
  const context = sheet.getContext('2d');
  context.imageSmoothingQuality = 'high';
  const [left, top, side] = (PARTS[values.part] ?? PARTS.face).map((share) => share * FRAME);
  for (const [i, [label, state, background = own]] of shown.entries()) {
    await renderer.setBackground(background);
    const [x, y] = [(i % columns) * SIZE, Math.floor(i / columns) * SIZE];
    context.drawImage(
      toCanvas(renderer.render(state), FRAME, FRAME),
      left,
      top,
      side,
      side,
      x,
      y,
      SIZE,
      SIZE,
    );
    write(context, i === 0 && values.brief ? name : label, x, y);
  }
  renderer.dispose();
  return { name, sheet };
}

mkdirSync(values.out, { recursive: true });
const jpeg = (canvas, name) =>
  writeFileSync(path.join(values.out, `${name}.jpg`), canvas.toBuffer('image/jpeg', 80));

if (values.brief) {
  const all = createCanvas(BRIEF.length * SIZE, positionals.length * SIZE);
  for (const [i, file] of positionals.entries()) {
    const { sheet } = await draw(file, BRIEF, BRIEF.length);
    all.getContext('2d').drawImage(sheet, 0, i * SIZE);
  }
  jpeg(all, 'portraits');
} else {
  for (const file of positionals) {
    const { name, sheet } = await draw(
      file,
      cells.map(([label]) => label),
      COLUMNS,
    );
    jpeg(sheet, name);
  }
}
