import { inflateSync } from 'node:zlib';

/** Vendors' tokens have a few hundred bytes. */
const MAX_BYTES = 16_384;

/**
 * What base64 text holds in deflated form; null unless the text is well-formed, complete and followed by nothing,
 * so that one content has few texts and none grows without bounds.
 */
export function inflateWhole(base64: string): Buffer | null {
  const deflated = Buffer.from(base64, 'base64');
  if (base64 === '' || deflated.toString('base64') !== base64) {
    return null;
  }
  try {
    // With `info` it says how much of its input it took; the declared type does not know.
    const { buffer, engine } = inflateSync(deflated, {
      info: true,
      maxOutputLength: MAX_BYTES,
    }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    return engine.bytesWritten === deflated.length ? buffer : null;
  } catch {
    return null;
  }
}
