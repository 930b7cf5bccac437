// Draws docs/presenters/<id>.png (visemes, expressions, actions) and <id>-720p.png for each presenter, or, of avatar
// packs named on the command line, <name>.png and <name>-720p.png into a folder.
// Run after a build: node packages/puppet/scripts/contact-sheet.mjs [--out FOLDER FILE.avatar …]
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ACTIONS, EXPRESSIONS, VISEMES } from '@avatarium/contract';
import { createCanvas } from '@napi-rs/canvas';
import { restingFace } from '../dist/face-state.js';
import {
  createPackRenderer,
  createPresenterRenderer,
  PRESENTERS,
  renderPackPoster,
  renderPoster,
} from '../dist/index.js';
import { placePicture } from '../dist/mesh/framing.js';
import { readPack } from '../dist/pack/index.js';

const OUT = fileURLToPath(new URL('../../../docs/presenters/', import.meta.url));
const COLUMNS = 6;
const CELL = 240;
const SIZE = 512;
const WHOLE = { x: 0, y: 0, size: SIZE };
const FACE = { x: 126, y: 146, size: 260 };
const HEAD = { x: 64, y: 10, size: 384 };
const TELLING = {
  hand_wave: 0.46,
  cheer: 0.44,
  thumbs_up: 0.5,
  pump_fists: 0.44,
  nod: 0.3,
  shake: 0.3,
  waft_left: 0.6,
  waft_right: 0.6,
};
const NOD = { nod: { pitch: -1 }, shake: { yaw: 0.9, gazeX: -0.3 } };

function pose(changes) {
  return Object.assign(restingFace(), changes);
}

function speaking(viseme) {
  const state = restingFace();
  state.visemes.fill(0);
  state.visemes[VISEMES.indexOf(viseme)] = 1;
  state.jaw = viseme === 'aa' ? 0.6 : 0.3;
  return state;
}

function feeling(expression) {
  const state = restingFace();
  state.expressions[expression] = 1;
  return state;
}

function acting(name) {
  const state = pose({ action: { name, progress: TELLING[name] }, ...NOD[name] });
  state.expressions.happiness = name === 'shake' ? 0 : 0.6;
  return state;
}

const CELLS = [
  ...VISEMES.map((viseme) => [viseme, speaking(viseme), FACE]),
  ['idle', pose({}), HEAD],
  ['blink', pose({ blinkLeft: 1, blinkRight: 1 }), HEAD],
  ['turn left', pose({ yaw: -1, gazeX: -0.3, roll: -0.3 }), HEAD],
  ['turn right', pose({ yaw: 1, gazeX: 0.3, roll: 0.3 }), HEAD],
  ['look up', pose({ pitch: 0.8, gazeY: 0.6, gazeX: 0.3 }), HEAD],
  ['look down', pose({ pitch: -0.9, gazeY: -0.6, roll: -0.3 }), HEAD],
  ...EXPRESSIONS.map((expression) => [expression, feeling(expression), HEAD]),
  ...ACTIONS.map((action) => [action, acting(action), WHOLE]),
];

function toCanvas(frame, width, height) {
  const canvas = createCanvas(width, height);
  const pen = canvas.getContext('2d');
  const image = pen.createImageData(width, height);
  const u = width * height;
  const v = u + u / 4;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const chroma = (y >> 1) * (width >> 1) + (x >> 1);
      const luma = 1.164 * (frame[y * width + x] - 16);
      const cb = frame[u + chroma] - 128;
      const cr = frame[v + chroma] - 128;
      const at = (y * width + x) * 4;
      image.data[at] = luma + 1.596 * cr;
      image.data[at + 1] = luma - 0.392 * cb - 0.813 * cr;
      image.data[at + 2] = luma + 2.017 * cb;
      image.data[at + 3] = 255;
    }
  }
  pen.putImageData(image, 0, 0);
  return canvas;
}

/** Where the face lies in a frame of SIZE: a sheet shows it from near. */
function viewsOf(pack) {
  const { scale, left, top } = placePicture(pack.manifest, SIZE, SIZE);
  const { face } = pack.manifest;
  const [x, y] = [
    ((face.left + face.right) / 2) * scale + left,
    ((face.top + face.bottom) / 2) * scale + top,
  ];
  const head = (face.bottom - face.top) * scale;
  const around = (size, below) => ({ x: x - size / 2, y: y + below - size / 2, size });
  return new Map([
    [FACE, around(head * 0.68, head * 0.16)],
    [HEAD, around(head * 1.1, 0)],
  ]);
}

/** @param views where a renderer shows what CELLS want to see, if elsewhere than presenters do */
async function drawSheet(renderer, views = new Map()) {
  const rows = Math.ceil(CELLS.length / COLUMNS);
  const sheet = createCanvas(COLUMNS * CELL, rows * CELL);
  const pen = sheet.getContext('2d');
  pen.imageSmoothingQuality = 'high';
  pen.font = '15px sans-serif';
  for (const [i, [label, state, view]] of CELLS.entries()) {
    const x = (i % COLUMNS) * CELL;
    const y = Math.floor(i / COLUMNS) * CELL;
    const frame = toCanvas(renderer.render(state), SIZE, SIZE);
    const { x: fromX, y: fromY, size } = views.get(view) ?? view;
    pen.drawImage(frame, fromX, fromY, size, size, x, y, CELL, CELL);
    pen.fillStyle = 'rgba(255,255,255,.72)';
    pen.fillRect(x + 6, y + 6, pen.measureText(label).width + 12, 22);
    pen.fillStyle = '#1d2b3a';
    pen.fillText(label, x + 12, y + 22);
  }
  renderer.dispose();
  return sheet.encode('png');
}

async function drawPresenters() {
  await mkdir(OUT, { recursive: true });
  const plain = { kind: 'color', color: '#d5e0ec' };
  for (const { id } of PRESENTERS) {
    const background = { kind: 'gradient', from: '#e8eff7', to: '#a9c0da', angleDeg: 135 };
    const renderer = await createPresenterRenderer({
      presenterId: id,
      width: SIZE,
      height: SIZE,
      background: plain,
    });
    await writeFile(`${OUT}${id}.png`, await drawSheet(renderer));
    await writeFile(`${OUT}${id}-720p.png`, await renderPoster(id, 1280, 720, background));
    console.log(`docs/presenters/${id}.png, docs/presenters/${id}-720p.png`);
  }
}

async function drawPacks(files, folder) {
  await mkdir(folder, { recursive: true });
  for (const file of files) {
    const pack = readPack(await readFile(file));
    const background = { kind: 'own' };
    const renderer = await createPackRenderer({ pack, width: SIZE, height: SIZE, background });
    const to = path.join(folder, path.basename(file, path.extname(file)));
    await writeFile(`${to}.png`, await drawSheet(renderer, viewsOf(pack)));
    await writeFile(`${to}-720p.png`, await renderPackPoster(pack, 1280, 720, background));
    console.log(`${to}.png, ${to}-720p.png`);
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string', default: '.' } },
});
if (positionals.length > 0) await drawPacks(positionals, values.out);
else await drawPresenters();
