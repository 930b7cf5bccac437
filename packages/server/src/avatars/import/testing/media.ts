import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import { createCanvas } from '@napi-rs/canvas';

const run = promisify(execFile);

/** Has ffmpeg write a video of a test picture. `options` come before the target. */
export async function makeVideo(
  path: string,
  change: { size?: string; fps?: number; durationS?: number; inputs?: string[]; options?: string[] } = {},
): Promise<void> {
  const { size = '320x256', fps = 10, durationS = 2, inputs = [], options = ['-c:v', 'libx264'] } = change;
  const source = `testsrc=size=${size}:rate=${fps}:duration=${durationS}`;
  const pixels = ['-pix_fmt', 'yuv420p', '-preset', 'ultrafast'];
  await run('ffmpeg', [
    '-v',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    source,
    ...inputs,
    ...pixels,
    ...options,
    path,
  ]);
}

/** A portrait: a face of sorts on one colour. */
export async function makePortrait(
  format: 'png' | 'jpeg' | 'webp',
  width = 300,
  height = 400,
): Promise<Buffer> {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#335577';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#eeccaa';
  context.fillRect(width / 4, height / 4, width / 2, height / 2);
  // The types of each format differ, so that they cannot share a call.
  return format === 'png'
    ? canvas.encode('png')
    : format === 'jpeg'
      ? canvas.encode('jpeg')
      : canvas.encode('webp');
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

const MIB = 2 ** 20;

/**
 * So many zero bytes, deflated without a header. A megabyte is packed once and repeated, since to pack a gigabyte takes
 * longer than all that is to be tried with it.
 */
export function deflatedZeros(bytes: number): Buffer {
  const whole = deflateRawSync(Buffer.alloc(MIB), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const repeated = Array.from({ length: Math.floor(bytes / MIB) }, () => whole);
  return Buffer.concat([...repeated, deflateRawSync(Buffer.alloc(bytes % MIB), { level: 9 })]);
}

/** The same as zlib has it (RFC 1950). */
function zlibZeros(bytes: number): Buffer {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt16BE(bytes % 65_521, 0);
  checksum.writeUInt16BE(1, 2);
  return Buffer.concat([Buffer.from([0x78, 0xda]), deflatedZeros(bytes), checksum]);
}

/** A PNG file that says it is of this size, and holds `pixelBytes` zero bytes of pixels, packed to next to nothing. */
export function makePng(width: number, height: number, pixelBytes: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', zlibZeros(pixelBytes)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Sets the duration in the movie header of an MP4 file (ISO/IEC 14496-12, `mvhd`, version 0). */
export async function pretendDuration(path: string, bytes: Buffer, durationS: number): Promise<void> {
  const at = bytes.indexOf('mvhd') + 4;
  const scale = bytes.readUInt32BE(at + 12);
  bytes.writeUInt32BE(durationS * scale, at + 16);
  await writeFile(path, bytes);
}
