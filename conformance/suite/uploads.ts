import { crc32, deflateSync } from 'node:zlib';
import { FILES } from '../contract/paths.js';
import { file } from '../contract/shapes.js';
import { succeeds } from './expect.js';
import type { Run } from './run.js';

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** A grey square as PNG (ISO/IEC 15948). */
export function greyPng(sidePx: number): Uint8Array<ArrayBuffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(sidePx, 0);
  header.writeUInt32BE(sidePx, 4);
  // Eight bits a pixel, greyscale; each row begins with the number of its filter, none.
  header[8] = 8;
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(sidePx, 0x80)]);
  return new Uint8Array(
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: sidePx }, () => row)))),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  );
}

/** Uploads a file as a form. */
export async function upload(run: Run, name: string, type: string, bytes: Uint8Array<ArrayBuffer>) {
  const raw = new FormData();
  raw.set('file', new Blob([bytes], { type }), name);
  return succeeds(await run.api.send('POST', FILES, { raw }), file);
}

export function uploadText(run: Run, name: string, text: string) {
  return upload(run, name, 'text/plain', new TextEncoder().encode(text));
}
