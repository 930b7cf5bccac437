/**
 * Makes variations of the test portrait: what importers meet, as far as one picture can stand in for it.
 *
 *   node scripts/portrait-variations.mjs FOLDER
 *
 * Needs a build (npm run build): the person is cut out for another background. Writes FOLDER/NAME.png.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { importPortrait } from '../packages/importer/dist/index.js';

const FIXTURE = fileURLToPath(new URL('../tests/fixtures/astronaut.png', import.meta.url));
const folder = process.argv[2];
if (!folder) {
  console.error('usage: node scripts/portrait-variations.mjs FOLDER');
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
const bytes = readFileSync(FIXTURE);
const source = await loadImage(bytes);
const { width: W, height: H } = source;

function drawn(width, height, paint) {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  paint(context);
  return canvas;
}

/** `change` gets red, green, blue (0–1) and the place, and returns the new ones. */
function recoloured(change) {
  return drawn(W, H, (context) => {
    context.drawImage(source, 0, 0);
    const image = context.getImageData(0, 0, W, H);
    for (let i = 0; i < W * H; i++) {
      const rgb = [0, 1, 2].map((c) => image.data[i * 4 + c] / 255);
      const changed = change(rgb, (i % W) / W, Math.floor(i / W) / H);
      changed.forEach((value, c) => {
        image.data[i * 4 + c] = value * 255;
      });
    }
    context.putImageData(image, 0, 0);
  });
}

/** 0–1: how much a colour is that of skin, by its chroma; around the face only. */
function skin([r, g, b], x, y) {
  const [cb, cr] = [0.5 - 0.169 * r - 0.331 * g + 0.5 * b, 0.5 + 0.5 * r - 0.419 * g - 0.081 * b];
  const near = Math.exp(-(((cb - 0.43) / 0.06) ** 2) - ((cr - 0.565) / 0.05) ** 2);
  const place = Math.exp(-((((x - 0.44) / 0.16) ** 2 + ((y - 0.25) / 0.17) ** 2) ** 2));
  return Math.min(1, near * 1.5) * place;
}

const grain = (() => {
  let state = 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647 - 0.5;
  };
})();

async function beforeAnother() {
  const pack = await importPortrait(bytes, { name: 'x', licence: null, consent: null, createdAt: 0 });
  const { width, height } = pack.manifest.picture;
  const [picture, matte] = await Promise.all(
    ['picture.jpg', 'matte.png'].map((name) => loadImage(Buffer.from(pack.files.get(name)))),
  );
  const alpha = drawn(width, height, (context) => context.drawImage(matte, 0, 0))
    .getContext('2d')
    .getImageData(0, 0, width, height).data;
  const person = drawn(width, height, (context) => {
    context.drawImage(picture, 0, 0);
    const image = context.getImageData(0, 0, width, height);
    for (let i = 0; i < width * height; i++) image.data[i * 4 + 3] = alpha[i * 4];
    context.putImageData(image, 0, 0);
  });
  return drawn(width, height, (context) => {
    for (let x = 0; x < width; x += 40) {
      context.fillStyle = `hsl(${(x * 7) % 360} 45% ${30 + ((x / 40) % 5) * 8}%)`;
      context.fillRect(x, 0, 40, height);
    }
    context.fillStyle = '#233';
    for (let y = 60; y < height; y += 150) context.fillRect(0, y, width, 18);
    context.drawImage(person, 0, 0);
  });
}

const variations = {
  'darker-skin': recoloured((rgb, x, y) => {
    const share = skin(rgb, x, y);
    return rgb.map((value, c) => value * (1 - share * [0.5, 0.6, 0.66][c]));
  }),
  small: drawn(W * 0.97, H * 0.97, (context) => context.drawImage(source, 0, 0, W * 0.97, H * 0.97)),
  tilted: drawn(W, H, (context) => {
    context.fillStyle = '#b9b2b4';
    context.fillRect(0, 0, W, H);
    context.translate(225, 130);
    context.rotate((18 * Math.PI) / 180);
    context.drawImage(source, -225, -110);
  }),
  'low-light': recoloured((rgb) => rgb.map((value) => value ** 1.5 * 0.3 + grain() * 0.035)),
  'side-light': recoloured((rgb, x) =>
    rgb.map((value) => value * (0.28 + 0.85 / (1 + Math.exp((x - 0.44) * 38)))),
  ),
  blurred: drawn(W, H, (context) => {
    context.filter = 'blur(1.6px)';
    context.drawImage(source, 0, 0);
  }),
  mirrored: drawn(W, H, (context) => {
    context.scale(-1, 1);
    context.drawImage(source, -W, 0);
  }),
  'other-background': await beforeAnother(),
};
for (const [name, canvas] of Object.entries(variations))
  writeFileSync(path.join(folder, `${name}.png`), canvas.toBuffer('image/png'));
console.log(Object.keys(variations).join('\n'));
