import { VISEME_COUNT, VISEMES } from '@avatarium/contract/face';
import type { Analysis } from './analysis.js';
import { peakBetween } from './peaks.js';
import { ticksOf, type View, xAt } from './time-axis.js';
import { INK } from './viseme-looks.js';

/** Colours as a canvas takes them. */
export interface Palette {
  text: string;
  muted: string;
  line: string;
  lane: string;
  wave: string;
  jaw: string;
  rounding: string;
  font: string;
  /** In the order of VISEMES. */
  fills: readonly string[];
}

/** Where the lanes are, in CSS pixels from the top. */
export interface Lanes {
  /** Names of the lanes stand left of this. */
  gutter: number;
  wave: { top: number; height: number };
  segments: { top: number; height: number };
  /** One row for each viseme. */
  weights: { top: number; row: number };
  curves: { top: number; height: number };
  height: number;
}

const RULER = 24;
const GAP = 10;
/** Weights below this are not seen. */
const FAINT = 0.02;

export function lanesFor(width: number): Lanes {
  const small = width < 560;
  const wave = { top: RULER, height: small ? 56 : 84 };
  const segments = { top: wave.top + wave.height + GAP, height: small ? 26 : 30 };
  const weights = { top: segments.top + segments.height + GAP, row: small ? 11 : 13 };
  const curves = { top: weights.top + weights.row * VISEME_COUNT + GAP, height: small ? 48 : 64 };
  return {
    gutter: small ? 34 : 68,
    wave,
    segments,
    weights,
    curves,
    height: curves.top + curves.height + 2,
  };
}

/** Draws all that does not move with the sound. The pen is in CSS pixels. */
export function drawTimeline(
  pen: CanvasRenderingContext2D,
  size: { width: number; lanes: Lanes },
  analysis: Analysis,
  view: View,
  palette: Palette,
): void {
  const { width, lanes } = size;
  pen.clearRect(0, 0, width, lanes.height);
  pen.textBaseline = 'middle';
  drawNames(pen, lanes, palette);
  pen.save();
  pen.beginPath();
  pen.rect(lanes.gutter, 0, width - lanes.gutter, lanes.height);
  pen.clip();
  pen.translate(lanes.gutter, 0);
  const plot: Plot = { pen, view, lanes, palette, width: width - lanes.gutter };
  drawLanes(plot);
  drawRuler(plot);
  drawWave(plot, analysis);
  drawSegments(plot, analysis);
  drawWeights(plot, analysis);
  drawCurve(plot, analysis.track.jaw, analysis.track.rateHz, palette.jaw);
  drawCurve(plot, analysis.track.rounding, analysis.track.rateHz, palette.rounding);
  pen.restore();
}

/** What the lanes are drawn with; x = 0 is the left end of the view. */
interface Plot {
  pen: CanvasRenderingContext2D;
  view: View;
  lanes: Lanes;
  palette: Palette;
  width: number;
}

function drawNames(pen: CanvasRenderingContext2D, lanes: Lanes, palette: Palette): void {
  const x = lanes.gutter - 8;
  const small = lanes.gutter < 60;
  pen.textAlign = 'right';
  pen.fillStyle = palette.muted;
  pen.font = `500 ${small ? 10 : 12}px ${palette.font}`;
  if (!small) {
    pen.fillText('Sound', x, lanes.wave.top + lanes.wave.height / 2);
    pen.fillText('Visemes', x, lanes.segments.top + lanes.segments.height / 2);
  }
  pen.font = `500 ${small ? 9 : 10.5}px ${palette.font}`;
  for (const [i, viseme] of VISEMES.entries()) {
    pen.fillText(viseme, x, lanes.weights.top + (i + 0.5) * lanes.weights.row);
  }
  pen.font = `600 ${small ? 9.5 : 12}px ${palette.font}`;
  pen.fillStyle = palette.jaw;
  pen.fillText('Jaw', x, lanes.curves.top + lanes.curves.height * 0.3);
  pen.fillStyle = palette.rounding;
  pen.fillText(small ? 'Rnd' : 'Rounding', x, lanes.curves.top + lanes.curves.height * 0.7);
}

function drawLanes({ pen, lanes, palette, width }: Plot): void {
  pen.fillStyle = palette.lane;
  for (const { top, height } of [
    lanes.wave,
    lanes.segments,
    { top: lanes.weights.top, height: lanes.weights.row * VISEME_COUNT },
    lanes.curves,
  ]) {
    pen.beginPath();
    pen.roundRect(0, top, width, height, 5);
    pen.fill();
  }
}

function drawRuler({ pen, view, lanes, palette, width }: Plot): void {
  pen.textAlign = 'left';
  pen.font = `500 11px ${palette.font}`;
  for (const { atS, label } of ticksOf(view, width)) {
    const x = Math.round(xAt(view, atS, width)) + 0.5;
    pen.fillStyle = palette.line;
    pen.fillRect(x - 0.5, 6, 1, lanes.height - 6);
    pen.fillStyle = palette.muted;
    pen.fillText(label, x + 4, 11);
  }
}

function drawWave({ pen, view, lanes, palette, width }: Plot, { sound }: Analysis): void {
  const { top, height } = lanes.wave;
  const middle = top + height / 2;
  const gain = (height / 2 - 3) / Math.max(0.05, sound.peaks.loudest);
  const samplesPerPx = (view.spanS * sound.sampleRateHz) / width;
  const first = view.fromS * sound.sampleRateHz;
  pen.fillStyle = palette.wave;
  pen.beginPath();
  for (let x = 0; x < width; x++) {
    const from = first + x * samplesPerPx;
    const [low, high] = peakBetween(sound.pcm, sound.peaks, from, from + samplesPerPx);
    pen.rect(x, middle - high * gain - 0.5, 1, (high - low) * gain + 1);
  }
  pen.fill();
}

function drawSegments({ pen, view, lanes, palette, width }: Plot, { segments }: Analysis): void {
  const { top, height } = lanes.segments;
  pen.textAlign = 'center';
  pen.font = `650 12px ${palette.font}`;
  for (const { startS, endS, viseme } of segments) {
    const left = xAt(view, startS, width);
    const right = xAt(view, endS, width);
    if (right < 0 || left > width || viseme === 'sil') continue;
    const room = right - left;
    pen.fillStyle = palette.fills[VISEMES.indexOf(viseme)] ?? palette.muted;
    if (room < 2) {
      // On whole pixels, or many of them would mix to grey.
      pen.fillRect(Math.floor(left), top, 1, height);
      continue;
    }
    pen.beginPath();
    pen.roundRect(left + 0.5, top, Math.max(1, room - 1), height, Math.min(4, room / 3));
    pen.fill();
    if (pen.measureText(viseme).width + 5 > room) continue;
    pen.fillStyle = INK;
    pen.fillText(viseme, left + room / 2, top + height / 2 + 0.5);
  }
}

/** As many cells as there are rows in sight, or pixels if those are fewer; a cell shows the highest of its rows. */
function drawWeights({ pen, view, lanes, palette, width }: Plot, { track }: Analysis): void {
  const { top, row: height } = lanes.weights;
  const from = Math.max(0, Math.floor(view.fromS * track.rateHz - 0.5));
  const end = Math.min(track.length, Math.ceil((view.fromS + view.spanS) * track.rateHz + 1.5));
  const step = Math.max(1, Math.floor((end - from) / width));
  // A row is heard around its moment, from half a row before it.
  const left = (row: number) => Math.round(2 * xAt(view, (row - 0.5) / track.rateHz, width)) / 2;
  for (let row = from; row < end; row += step) {
    const x = left(row);
    const cell = left(Math.min(end, row + step)) - x;
    for (let viseme = 0; viseme < VISEME_COUNT; viseme++) {
      let weight = 0;
      for (let i = row; i < Math.min(end, row + step); i++) {
        weight = Math.max(weight, track.weights[i * VISEME_COUNT + viseme] ?? 0);
      }
      if (weight < FAINT) continue;
      pen.globalAlpha = Math.min(1, weight);
      pen.fillStyle = palette.fills[viseme] ?? palette.muted;
      pen.fillRect(x, top + viseme * height + 1, cell, height - 2);
    }
  }
  pen.globalAlpha = 1;
}

function drawCurve(
  { pen, view, lanes, width }: Plot,
  values: Float32Array,
  rateHz: number,
  colour: string,
): void {
  const { top, height } = lanes.curves;
  const from = Math.max(0, Math.floor(view.fromS * rateHz) - 1);
  const end = Math.min(values.length, Math.ceil((view.fromS + view.spanS) * rateHz) + 2);
  const step = Math.max(1, Math.floor((end - from) / (width * 2)));
  pen.strokeStyle = colour;
  pen.lineWidth = 1.8;
  pen.lineJoin = 'round';
  pen.beginPath();
  for (let row = from; row < end; row += step) {
    pen.lineTo(xAt(view, row / rateHz, width), top + height - 3 - (values[row] ?? 0) * (height - 6));
  }
  pen.stroke();
}
