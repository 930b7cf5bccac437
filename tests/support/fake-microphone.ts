import { writeFile } from 'node:fs/promises';
import type { Spoken } from './conversation.js';

/** Chromium's fake microphone garbles files of other rates. */
const RATE_HZ = 48_000;
const UPSAMPLING = RATE_HZ / 16_000;

/**
 * Writes what Chromium's fake microphone is to hear: `leadS` of silence, the speech, and `gapS` of silence, over and
 * over from when it is opened.
 *
 * @returns the argument that makes Chromium take it
 */
export async function writeFakeMicrophone(
  file: string,
  { pcm }: Spoken,
  { leadS, gapS }: { leadS: number; gapS: number },
): Promise<string> {
  const before = leadS * RATE_HZ;
  const sound = new Int16Array(before + pcm.length * UPSAMPLING + gapS * RATE_HZ);
  for (let at = 0; at < pcm.length * UPSAMPLING; at++) {
    const from = Math.floor(at / UPSAMPLING);
    const [left, right] = [pcm[from] ?? 0, pcm[from + 1] ?? 0];
    sound[before + at] = left + (right - left) * (at / UPSAMPLING - from);
  }
  await writeFile(file, Buffer.concat([wavHead(sound.byteLength), Buffer.from(sound.buffer)]));
  return `--use-file-for-fake-audio-capture=${file}`;
}

/** Of mono sound of 16 bit. */
function wavHead(bytes: number): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + bytes, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE_HZ, 24);
  head.writeUInt32LE(RATE_HZ * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(bytes, 40);
  return head;
}
