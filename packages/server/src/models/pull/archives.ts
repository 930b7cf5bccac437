import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createInflateRaw } from 'node:zlib';
import type { Download } from '../catalogue.js';
import { PullError } from './errors.js';

type Take = Download['take'][number];

/**
 * Takes the wanted files out of a download into a folder, under the names that the catalogue gives them: no name in
 * an archive is ever a path here. A file that is not exactly as long as the catalogue says is refused before more of
 * it is written.
 *
 * @throws PullError when the archive lacks a file or is damaged
 */
export async function unpack(
  archive: string,
  name: string,
  takes: readonly Take[],
  folder: string,
): Promise<void> {
  for (const { as } of takes) await mkdir(dirname(join(folder, as)), { recursive: true });
  const [first] = takes;
  if (first && first.member === undefined) await copyFile(archive, join(folder, first.as));
  else if (/\.(whl|zip)$/.test(name)) await unzip(archive, name, takes, folder);
  else if (/\.(tgz|tar\.gz)$/.test(name)) await untar(archive, name, takes, folder);
  else throw new PullError(`${name}: is no archive that is known here`);
}

function limited(take: Take, name: string): Transform {
  let bytes = 0;
  const wrong = () => new PullError(`${name}: ${take.member} is not ${take.bytes} bytes long`);
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      bytes += piece.length;
      done(bytes > take.bytes ? wrong() : null, piece);
    },
    flush(done) {
      done(bytes === take.bytes ? null : wrong());
    },
  });
}

/** Sizes of records in a zip file (APPNOTE.TXT 4.3). */
const END_BYTES = 22;
const MOST_COMMENT = 65_535;
const MOST_DIRECTORY = 4_000_000;
const LOCAL_BYTES = 30;
const ENTRY_BYTES = 46;

async function unzip(archive: string, name: string, takes: readonly Take[], folder: string): Promise<void> {
  const damaged = () => new PullError(`${name}: is damaged`);
  const file = await open(archive);
  try {
    const read = async (from: number, length: number): Promise<Buffer> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
      if (bytesRead < length) throw damaged();
      return buffer;
    };
    const { size } = await file.stat();
    const tail = await read(
      Math.max(0, size - END_BYTES - MOST_COMMENT),
      Math.min(size, END_BYTES + MOST_COMMENT),
    );
    const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
    if (end < 0 || end + END_BYTES > tail.length) throw damaged();
    const length = tail.readUInt32LE(end + 12);
    if (length > MOST_DIRECTORY) throw damaged();
    const entries = entriesOf(await read(tail.readUInt32LE(end + 16), length));
    for (const take of takes) {
      const found = entries.get(take.member ?? '');
      if (!found) throw new PullError(`${name}: has no ${take.member}`);
      const local = await read(found.offset, LOCAL_BYTES);
      const from = found.offset + LOCAL_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28);
      const packed = createReadStream(archive, { start: from, end: Math.max(from, from + found.packed - 1) });
      const steps = found.method === 8 ? [createInflateRaw()] : found.method === 0 ? [] : undefined;
      if (!steps || found.packed === 0) throw damaged();
      await pipeline([packed, ...steps, limited(take, name), createWriteStream(join(folder, take.as))]);
    }
  } catch (error) {
    throw isOfZlib(error) || error instanceof RangeError ? damaged() : error;
  } finally {
    await file.close();
  }
}

function isOfZlib(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^Z_/.test(String(error.code));
}

function entriesOf(directory: Buffer): Map<string, { method: number; packed: number; offset: number }> {
  const entries = new Map<string, { method: number; packed: number; offset: number }>();
  for (let at = 0; at + ENTRY_BYTES <= directory.length; ) {
    const nameLength = directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameLength);
    entries.set(name, {
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    });
    at += ENTRY_BYTES + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

const BLOCK = 512;
/** What an archive may hold unpacked. */
const MOST_BYTES = 4_000_000_000;

async function untar(archive: string, name: string, takes: readonly Take[], folder: string): Promise<void> {
  const left = new Map(takes.map((take) => [take.member ?? '', take]));
  const unzipped = createReadStream(archive).pipe(createGunzip());
  const reader = new BlockReader(unzipped, name);
  try {
    while (left.size > 0) {
      const header = await reader.take(BLOCK);
      if (!header || header.every((byte) => byte === 0)) break;
      const length = Number.parseInt(header.toString('latin1', 124, 136).replace(/[\0 ].*$/, ''), 8) || 0;
      const padding = (BLOCK - (length % BLOCK)) % BLOCK;
      const isFile = header[156] === 48 || header[156] === 0;
      const take = isFile ? left.get(nameOf(header)) : undefined;
      if (take) {
        if (length !== take.bytes)
          throw new PullError(`${name}: ${take.member} is not ${take.bytes} bytes long`);
        await pipeline(
          Readable.from(reader.pieces(length)),
          limited(take, name),
          createWriteStream(join(folder, take.as)),
        );
        left.delete(take.member ?? '');
      } else {
        for await (const _ of reader.pieces(length));
      }
      for await (const _ of reader.pieces(padding));
    }
  } catch (error) {
    throw isOfZlib(error) ? new PullError(`${name}: is damaged`) : error;
  } finally {
    unzipped.destroy();
  }
  const [missing] = left.keys();
  if (missing !== undefined) throw new PullError(`${name}: has no ${missing}`);
}

/** Name of a ustar header: prefix and name, each up to its first zero. */
function nameOf(header: Buffer): string {
  const text = (from: number, to: number) => header.toString('utf8', from, to).replace(/\0.*$/s, '');
  const prefix = header.toString('latin1', 257, 262) === 'ustar' ? text(345, 500) : '';
  return prefix ? `${prefix}/${text(0, 100)}` : text(0, 100);
}

/** Takes so and so many bytes off a stream. */
class BlockReader {
  private readonly source: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);
  private bytes = 0;

  constructor(
    stream: AsyncIterable<Buffer>,
    private readonly name: string,
  ) {
    this.source = stream[Symbol.asyncIterator]();
  }

  /** Undefined at the end. */
  async take(length: number): Promise<Buffer | undefined> {
    const pieces: Buffer[] = [];
    for await (const piece of this.pieces(length)) pieces.push(piece);
    const whole = Buffer.concat(pieces);
    return whole.length === length ? whole : undefined;
  }

  async *pieces(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0; ) {
      if (this.rest.length === 0) {
        const { value, done } = await this.source.next();
        if (done) return;
        this.rest = value;
        this.bytes += value.length;
        if (this.bytes > MOST_BYTES) throw new PullError(`${this.name}: holds more than it should`);
      }
      const piece = this.rest.subarray(0, left);
      this.rest = this.rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }
}
