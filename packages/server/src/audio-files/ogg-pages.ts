import { AudioFileError, CUT_SHORT } from './sound.js';

const HEADER_BYTES = 27;

/**
 * Passes a file on as it is. An Ogg file (RFC 3533) is a row of pages that tell their length.
 *
 * @throws AudioFileError at the end of an Ogg file that ends within a page
 */
export async function* wholeOggPages(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let held = Buffer.alloc(0);
  /** Bytes of the page at hand that are still to come after `held`; null in a file of another kind. */
  let left: number | null = 0;
  for await (const chunk of bytes) {
    yield chunk;
    if (left === null) continue;
    held = Buffer.concat([held, chunk]);
    while (left !== null && held.length > 0) {
      const skipped = Math.min(left, held.length);
      held = held.subarray(skipped);
      left -= skipped;
      if (left > 0) break;
      const length = pageBytes(held);
      if (length === null) break;
      left = length === 0 ? null : length;
    }
  }
  if (left === null) return;
  if (left > 0 || held.length > 0) throw new AudioFileError(CUT_SHORT);
}

/** Length of the page that begins here; null when more is needed to tell, 0 when none begins here. */
function pageBytes(held: Buffer): number | null {
  const mark = 'OggS';
  if (held.subarray(0, 4).toString('latin1') !== mark.slice(0, held.length)) return 0;
  if (held.length < HEADER_BYTES) return null;
  const segments = held[HEADER_BYTES - 1] ?? 0;
  if (held.length < HEADER_BYTES + segments) return null;
  const lengths = held.subarray(HEADER_BYTES, HEADER_BYTES + segments);
  return HEADER_BYTES + segments + lengths.reduce((sum, length) => sum + length, 0);
}
