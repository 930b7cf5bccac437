import type { AudioFormat } from './format.js';

/** An encoder's delay and padding, which decoders leave out, are shorter than so many frames. */
const MP3_SLACK_FRAMES = 4;

/** Samples a channel that a file has at least, by what its first bytes say; null when they say nothing. */
export function declaredSamples(format: AudioFormat, head: Uint8Array): number | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (format === 'flac') return flacSamples(bytes);
  return format === 'mp3' ? mp3Samples(bytes) : null;
}

/** The STREAMINFO block (RFC 9639, 8.2): 36 bits, 0 for unknown. */
function flacSamples(bytes: Buffer): number | null {
  if (bytes.toString('latin1', 0, 4) !== 'fLaC' || bytes.length < 26) return null;
  return (bytes.readUInt8(21) & 15) * 2 ** 32 + bytes.readUInt32BE(22) || null;
}

/** The frame "Xing" or "Info" that encoders put first: flags, then the number of frames if flag 1 is set. */
function mp3Samples(bytes: Buffer): number | null {
  const at = Math.max(bytes.indexOf('Xing'), bytes.indexOf('Info'));
  if (at < 0 || at + 12 > bytes.length || (bytes.readUInt32BE(at + 4) & 1) === 0) return null;
  // It comes right after the side information, whose length tells MPEG 1 from MPEG 2.
  const frameAt = [36, 21, 13].map((offset) => at - offset).find((start) => bytes[start] === 0xff);
  if (frameAt === undefined) return null;
  const samplesPerFrame = ((bytes[frameAt + 1] ?? 0) >> 3) & 1 ? 1152 : 576;
  return Math.max(0, bytes.readUInt32BE(at + 8) - MP3_SLACK_FRAMES) * samplesPerFrame;
}
