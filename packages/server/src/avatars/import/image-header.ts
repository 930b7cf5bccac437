export interface PixelSize {
  width: number;
  height: number;
}

type Reader = (offset: number, length: number) => Promise<Buffer>;

/** Marker segments of a JPEG file that are looked at before giving it up. */
const MAX_SEGMENTS = 1000;

/** PNG (ISO/IEC 15948): the first chunk is IHDR. */
async function pngSize(read: Reader): Promise<PixelSize | null> {
  const header = await read(8, 16);
  if (header.length < 16 || header.toString('latin1', 4, 8) !== 'IHDR') {
    return null;
  }
  return { width: header.readUInt32BE(8), height: header.readUInt32BE(12) };
}

/** JPEG (ITU-T T.81): the size is in the frame header, after any number of other segments. */
async function jpegSize(read: Reader): Promise<PixelSize | null> {
  let at = 2;
  for (let segment = 0; segment < MAX_SEGMENTS; segment++) {
    const head = await read(at, 9);
    if (head.length < 4 || head[0] !== 0xff) {
      return null;
    }
    const marker = head.readUInt8(1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      return head.length < 9 ? null : { width: head.readUInt16BE(7), height: head.readUInt16BE(5) };
    }
    at += 2 + head.readUInt16BE(2);
  }
  return null;
}

/** WebP (RFC 9649): lossy, lossless and extended files each have it in another place. */
async function webpSize(read: Reader): Promise<PixelSize | null> {
  const head = await read(12, 18);
  if (head.length < 18) {
    return null;
  }
  switch (head.toString('latin1', 0, 4)) {
    case 'VP8 ':
      return { width: head.readUInt16LE(14) & 0x3fff, height: head.readUInt16LE(16) & 0x3fff };
    case 'VP8L': {
      const bits = head.readUInt32LE(9);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { width: head.readUIntLE(12, 3) + 1, height: head.readUIntLE(15, 3) + 1 };
    default:
      return null;
  }
}

/** The size that a picture's header gives, read without decoding anything; null when there is none. */
export async function readImageSize(
  contentType: 'image/png' | 'image/jpeg' | 'image/webp',
  read: Reader,
): Promise<PixelSize | null> {
  switch (contentType) {
    case 'image/png':
      return pngSize(read);
    case 'image/jpeg':
      return jpegSize(read);
    case 'image/webp':
      return webpSize(read);
  }
}
