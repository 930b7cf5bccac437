import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { hashOf } from '../store.js';
import { networkReason, PullError } from './errors.js';
import { ask, shown } from './http.js';

export interface Wanted {
  bytes: number;
  sha256: string;
}

export interface DownloadOptions {
  /** Bytes that are there, of the whole file. */
  onProgress?: (bytes: number) => void;
  signal?: AbortSignal;
}

/** A connection that broke is taken up where it ended, so often. */
const TRIES = 4;
const FIRST_PAUSE_MS = 100;

/**
 * Fetches a file and checks it. What is there of it already, from an earlier try, is not fetched again where the
 * server can send the rest (RFC 9110, section 14).
 *
 * @throws PullError when it cannot be had, or is another file than the catalogue names; that one is removed
 */
export async function download(
  url: string,
  file: string,
  wanted: Wanted,
  options: DownloadOptions,
): Promise<void> {
  for (let left = TRIES; ; left--) {
    options.signal?.throwIfAborted();
    try {
      await fetchRest(url, file, wanted, options);
      break;
    } catch (error) {
      if (!(error instanceof Broken) || left === 1) {
        throw error instanceof Broken ? new PullError(error.message) : error;
      }
      await new Promise((wake) => setTimeout(wake, FIRST_PAUSE_MS * 4 ** (TRIES - left)));
    }
  }
  if ((await hashOf(file)) !== wanted.sha256) {
    await rm(file, { force: true });
    throw new PullError(`${shown(url)}: is not the file that the catalogue names (its checksum is another)`);
  }
}

/** The connection broke: the rest may come with another try. */
class Broken extends Error {}

async function fetchRest(url: string, file: string, wanted: Wanted, { onProgress, signal }: DownloadOptions) {
  let have = await sizeOf(file);
  if (have > wanted.bytes) {
    await rm(file);
    have = 0;
  }
  if (have === wanted.bytes) return;
  const response = await ask(url, have > 0 ? { range: `bytes=${have}-` } : {}, signal);
  const goesOn = response.status === 206 && startOf(response.headers.get('content-range')) === have;
  if (response.status !== 200 && !goesOn) {
    await response.body?.cancel();
    // What is there cannot be gone on with.
    if (response.status === 416 || response.status === 206) await rm(file, { force: true });
    throw refusal(url, response.status);
  }
  if (!response.body) throw new Broken(`${shown(url)}: sends nothing`);
  let bytes = goesOn ? have : 0;
  const counted = async function* (body: AsyncIterable<Uint8Array>) {
    for await (const piece of body) {
      bytes += piece.length;
      if (bytes > wanted.bytes) throw new PullError(`${shown(url)}: is longer than the catalogue says`);
      onProgress?.(bytes);
      yield piece;
    }
  };
  try {
    await pipeline(
      Readable.fromWeb(response.body),
      counted,
      createWriteStream(file, { flags: goesOn ? 'a' : 'w' }),
      {
        signal,
      },
    );
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof PullError) {
      await rm(file, { force: true });
      throw error;
    }
    if (error instanceof Error && 'syscall' in error && error.syscall === 'write' && !isOfNetwork(error))
      throw error;
    throw new Broken(`${shown(url)}: ${networkReason(error)}`);
  }
  if (bytes < wanted.bytes)
    throw new Broken(`${shown(url)}: broke off after ${bytes} of ${wanted.bytes} bytes`);
}

function isOfNetwork(error: Error): boolean {
  return 'code' in error && /^(ECONN|EPIPE|UND_)/.test(String(error.code));
}

function startOf(contentRange: string | null): number {
  return Number(/^bytes (\d+)-/.exec(contentRange ?? '')?.[1] ?? -1);
}

function refusal(url: string, status: number): Error {
  if (status === 404 || status === 410) return new PullError(`${shown(url)}: there is no such file`);
  if (status === 401 || status === 403) return new PullError(`${shown(url)}: is not given to us (${status})`);
  const message = `${shown(url)}: answers ${status}`;
  return status >= 500 || status === 429 || status === 416 || status === 206
    ? new Broken(message)
    : new PullError(message);
}

async function sizeOf(file: string): Promise<number> {
  return await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}
