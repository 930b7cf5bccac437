/** Width and height as a file's header declares them, before anything is decoded; null if not recognised. */
export function declaredImageSize(bytes: Uint8Array): { width: number; height: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return png(view) ?? gif(view) ?? webp(view) ?? jpeg(view) ?? avif(view);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

type Size = { width: number; height: number } | null;

function tag(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}

function png(view: DataView): Size {
  if (view.getUint32(0) !== 0x89504e47) return null;
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

function gif(view: DataView): Size {
  if (tag(view, 0) !== 'GIF8') return null;
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

function webp(view: DataView): Size {
  if (tag(view, 0) !== 'RIFF' || tag(view, 8) !== 'WEBP') return null;
  const kind = tag(view, 12);
  if (kind === 'VP8X') {
    const part = (at: number): number => 1 + (view.getUint32(at, true) & 0xffffff);
    return { width: part(24), height: part(27) };
  }
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
  }
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
}

function jpeg(view: DataView): Size {
  if (view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  for (;;) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    at += 2 + view.getUint16(at + 2);
  }
}

/** The largest `ispe` (image spatial extents) property, ISO/IEC 23008-12: tiles and thumbnails have their own. */
function avif(view: DataView): Size {
  if (tag(view, 4) !== 'ftyp') return null;
  const end = Math.min(view.byteLength - 16, 8192);
  let largest: Size = null;
  for (let at = 8; at < end; at++) {
    if (view.getUint8(at) !== 0x69 || tag(view, at) !== 'ispe') continue;
    const size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    if (!largest || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}
