import { AVATAR_PACK_TYPE } from '@avatarium/contract';

/** How much of a file's beginning tells what it is. */
export const MAX_SNIFFED_BYTES = 512;

export type SniffedMedia =
  | { kind: 'image'; contentType: 'image/png' | 'image/jpeg' | 'image/webp' }
  | {
      kind: 'video';
      contentType: 'video/mp4' | 'video/quicktime' | 'video/webm';
      demuxer: 'mov' | 'matroska';
    }
  /** An avatar that was made already. */
  | { kind: 'pack'; contentType: typeof AVATAR_PACK_TYPE }
  /** None that we take; `what` says what it is instead, where that can be seen. */
  | { kind: 'other'; what: string | null };

/** How other files begin, byte for byte; a "?" stands for any byte. */
const OTHER_BEGINNINGS: [what: string, ...beginnings: string[]][] = [
  ['a GIF picture', 'GIF8'],
  ['a PDF document', '%PDF-'],
  ['a ZIP archive', 'PK\x03\x04', 'PK\x05\x06'],
  ['a compressed archive', '\x1f\x8b', 'BZh', '\xfd7zXZ', '7z\xbc\xaf', 'Rar!', '\x28\xb5\x2f\xfd'],
  ['an AVI video', 'RIFF????AVI '],
  ['a WAV sound', 'RIFF????WAVE'],
  ['an MP3 sound', 'ID3', '\xff\xfb', '\xff\xf3', '\xff\xf2'],
  ['an Ogg file', 'OggS'],
  ['a Flash video', 'FLV\x01'],
  ['a Windows Media file', '\x30\x26\xb2\x75'],
  ['a BMP picture', 'BM????\x00\x00\x00\x00'],
  ['a TIFF picture', 'II*\x00', 'MM\x00*'],
  ['a program', 'MZ', '\x7fELF', '#!'],
];

/** The same for text, which may have a byte order mark and blanks before it. */
const OTHER_TEXTS: [what: string, beginning: RegExp][] = [
  ['a web page', /^<(?:!doctype html|html|head|body|script|!--)/i],
  ['an SVG drawing', /^(?:<\?xml[^>]*>\s*)?(?:<!doctype svg[^>]*>\s*)?<svg/i],
  ['an XML document', /^<\?xml/i],
  ['a playlist', /^(?:#EXTM3U|ffconcat )/i],
  ['JSON', /^[{[]\s*["{[]/],
];

function beginsWith(text: string, beginning: string): boolean {
  return [...beginning].every((byte, at) => byte === '?' || byte === text[at]);
}

function otherKind(text: string): string | null {
  const readable = text.replace(/^\xef\xbb\xbf/, '').trimStart();
  return (
    OTHER_BEGINNINGS.find(([, ...all]) => all.some((beginning) => beginsWith(text, beginning)))?.[0] ??
    OTHER_TEXTS.find(([, form]) => form.test(readable))?.[0] ??
    null
  );
}

/** Where the name of a ZIP archive's first file stands (PKWARE's APPNOTE), and what that is in avatar packs. */
const FIRST_NAME_AT = 30;
const PACK_MANIFEST = 'avatar.json';

/** Brands of ISO base media files (ISO/IEC 14496-12, `ftyp`) that hold pictures. */
const PICTURE_BRANDS = /^(?:heic|heix|heim|heis|hevc|hevx|mif1|msf1|avif|avis)$/;
const SOUND_BRANDS = /^(?:M4A |M4B |M4P )$/;

/** What media the beginning of a file shows it to be, whatever it is called. */
export function sniffMedia(beginning: Uint8Array): SniffedMedia {
  const text = Buffer.from(beginning.buffer, beginning.byteOffset, beginning.length).toString('latin1');
  if (text.startsWith('\x89PNG\r\n\x1a\n')) {
    return { kind: 'image', contentType: 'image/png' };
  }
  if (text.startsWith('\xff\xd8\xff')) {
    return { kind: 'image', contentType: 'image/jpeg' };
  }
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') {
    return { kind: 'image', contentType: 'image/webp' };
  }
  if (text.startsWith('PK\x03\x04') && text.startsWith(PACK_MANIFEST, FIRST_NAME_AT)) {
    return { kind: 'pack', contentType: AVATAR_PACK_TYPE };
  }
  if (text.startsWith('\x1a\x45\xdf\xa3')) {
    return { kind: 'video', contentType: 'video/webm', demuxer: 'matroska' };
  }
  if (text.slice(4, 8) === 'ftyp') {
    const brand = text.slice(8, 12);
    if (PICTURE_BRANDS.test(brand)) {
      return { kind: 'other', what: 'a HEIC or AVIF picture' };
    }
    if (SOUND_BRANDS.test(brand)) {
      return { kind: 'other', what: 'a sound without pictures' };
    }
    const contentType = brand === 'qt  ' ? 'video/quicktime' : 'video/mp4';
    return { kind: 'video', contentType, demuxer: 'mov' };
  }
  // Files of old cameras begin with their media.
  if (/^(?:moov|mdat|wide|free|skip)$/.test(text.slice(4, 8))) {
    return { kind: 'video', contentType: 'video/quicktime', demuxer: 'mov' };
  }
  return { kind: 'other', what: otherKind(text) };
}
