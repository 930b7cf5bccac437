/**
 * A program of its own, run under limits: decodes the picture at the first argument, and writes a JPEG thumbnail
 * of it to the second, no side longer than the third says.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { isImageComplete } from './image-complete.js';

const [source = '', target = '', longestSidePx = ''] = process.argv.slice(2);
const BACKDROP = '#e6e9ee';
const JPEG_QUALITY = 85;

const bytes = readFileSync(source);
if (!isImageComplete(bytes)) {
  throw new Error('the picture is damaged or cut short');
}
const image = await loadImage(bytes);
const scale = Math.min(1, Number(longestSidePx) / Math.max(image.width, image.height));
const width = Math.max(1, Math.round(image.width * scale));
const height = Math.max(1, Math.round(image.height * scale));
const canvas = createCanvas(width, height);
const context = canvas.getContext('2d');
context.fillStyle = BACKDROP;
context.fillRect(0, 0, width, height);
context.imageSmoothingQuality = 'high';
context.drawImage(image, 0, 0, width, height);
writeFileSync(target, await canvas.encode('jpeg', JPEG_QUALITY));
