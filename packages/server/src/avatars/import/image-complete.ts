import { crc32 } from 'node:zlib';

/** PNG (ISO/IEC 15948): chunks, each with a checksum, up to IEND. */
function isPngComplete(bytes: Buffer): boolean {
  let at = 8;
  while (at + 12 <= bytes.length) {
    const dataBytes = bytes.readUInt32BE(at);
    const end = at + 8 + dataBytes;
    if (end + 4 > bytes.length || crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end)) {
      return false;
    }
    if (bytes.toString('latin1', at + 4, at + 8) === 'IEND') {
      return true;
    }
    at = end + 4;
  }
  return false;
}

/** JPEG (ITU-T T.81): an end-of-image marker after the first scan; compressed data cannot look like one. */
function isJpegComplete(bytes: Buffer): boolean {
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes.readUInt8(at + 1);
    if (marker === 0xda) {
      return bytes.indexOf('\xff\xd9', at, 'latin1') > 0;
    }
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return false;
}

/** WebP (RFC 9649): the length is in its header. */
function isWebpComplete(bytes: Buffer): boolean {
  return bytes.length >= 12 && bytes.readUInt32LE(4) + 8 <= bytes.length;
}

/** False for a picture that was cut short or damaged, of which decoders would make what they can. */
export function isImageComplete(bytes: Buffer): boolean {
  switch (bytes[0]) {
    case 0x89:
      return isPngComplete(bytes);
    case 0xff:
      return isJpegComplete(bytes);
    default:
      return isWebpComplete(bytes);
  }
}
