// What the mouth should do for the phones of a corpus: one line of a manifest in, one track out.
//
//   node targets.mjs MANIFEST.jsonl OUT.bin
//
// OUT has, for every line that has phones, frames × 17 bytes: 15 viseme weights, jaw and rounding, 0–255, from the
// same co-articulation that the product uses for voices with phone times.
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { phonesToVisemes } from '../dist/index.js';

const [manifest, out] = process.argv.slice(2);
if (!manifest || !out) throw new Error('usage: node targets.mjs MANIFEST.jsonl OUT.bin');

const VISEMES = 15;
const sink = createWriteStream(out);
for await (const line of createInterface({ input: createReadStream(manifest) })) {
  const { phones, samples } = JSON.parse(line);
  const durationS = samples / 16000;
  const track = phonesToVisemes(
    phones.map(([phone, startS, endS]) => ({ phone, startS, endS })),
    { durationS, rateHz: 100 },
  );
  const bytes = new Uint8Array(track.length * (VISEMES + 2));
  for (let row = 0; row < track.length; row++) {
    const at = row * (VISEMES + 2);
    for (let viseme = 0; viseme < VISEMES; viseme++) {
      bytes[at + viseme] = Math.round(255 * track.weights[row * VISEMES + viseme]);
    }
    bytes[at + VISEMES] = Math.round(255 * track.jaw[row]);
    bytes[at + VISEMES + 1] = Math.round(255 * track.rounding[row]);
  }
  if (!sink.write(bytes)) await new Promise((resolve) => sink.once('drain', resolve));
}
await new Promise((resolve) => sink.end(resolve));
