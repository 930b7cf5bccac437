import { AVATAR_PACK_TYPE } from '@avatarium/contract';

/** How much of a file's beginning tells what it is. */
export const MAX_SNIFFED_BYTES = 512;

type VideoType = (typeof VIDEO_BEGINNINGS)[number][0] | 'video/mp4' | 'video/x-matroska' | 'video/mp2t';

export type SniffedMedia =
  | { kind: 'image'; contentType: 'image/png' | 'image/jpeg' | 'image/webp' }
  | { kind: 'video'; contentType: VideoType }
  /** An avatar that was made already. */
  | { kind: 'pack'; contentType: typeof AVATAR_PACK_TYPE }
  /** None that we take; `what` says what it is instead, where that can be seen. */
  | { kind: 'other'; what: string | null };

/** How videos begin, byte for byte; a "?" stands for any byte. */
const VIDEO_BEGINNINGS = [
  ['video/webm', '\x1a\x45\xdf\xa3'],
  // Files of old cameras begin with their media.
  ['video/quicktime', '????ftypqt  ', '????moov', '????mdat', '????wide', '????free', '????skip'],
  ['video/3gpp', '????ftyp3gp'],
  ['video/3gpp2', '????ftyp3g2'],
  ['video/x-msvideo', 'RIFF????AVI '],
  ['video/x-flv', 'FLV\x01'],
  ['video/x-ms-wmv', '\x30\x26\xb2\x75\x8e\x66\xcf\x11'],
  // A stream of programs, and one of pictures alone.
  ['video/mpeg', '\0\0\x01\xba', '\0\0\x01\xb3'],
  ['video/ogg', 'OggS????????????????????????\x80theora', 'OggS????????????????????????fishead\0'],
  // With 30 and with 25 frames a second.
  ['video/x-dv', '\x1f\x07\0\x3f', '\x1f\x07\0\xbf'],
] as const;

/** Transport streams have such a byte at the beginning of each packet; those of discs have four bytes before it. */
const TS_MARK = 'G';
const TS_PACKETS = [
  { first: 0, bytes: 188 },
  { first: 4, bytes: 192 },
];

/** How other files begin. */
const OTHER_BEGINNINGS: [what: string, ...beginnings: string[]][] = [
  ['a GIF picture', 'GIF8'],
  ['a PDF document', '%PDF-'],
  ['a ZIP archive', 'PK\x03\x04', 'PK\x05\x06'],
  ['a compressed archive', '\x1f\x8b', 'BZh', '\xfd7zXZ', '7z\xbc\xaf', 'Rar!', '\x28\xb5\x2f\xfd'],
  ['a WAV sound', 'RIFF????WAVE'],
  ['an MP3 sound', 'ID3', '\xff\xfb', '\xff\xf3', '\xff\xf2'],
  ['an Ogg file', 'OggS'],
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
  if (text.slice(4, 8) === 'ftyp') {
    const brand = text.slice(8, 12);
    if (PICTURE_BRANDS.test(brand)) {
      return { kind: 'other', what: 'a HEIC or AVIF picture' };
    }
    if (SOUND_BRANDS.test(brand)) {
      return { kind: 'other', what: 'a sound without pictures' };
    }
  }
  const contentType = videoType(text);
  return contentType === null ? { kind: 'other', what: otherKind(text) } : { kind: 'video', contentType };
}

function videoType(text: string): VideoType | null {
  const [known] = VIDEO_BEGINNINGS.find(([, ...all]) => all.some((one) => beginsWith(text, one))) ?? [];
  if (known === 'video/webm' && text.includes('matroska')) {
    return 'video/x-matroska';
  }
  if (known !== undefined) {
    return known;
  }
  if (text.slice(4, 8) === 'ftyp') {
    return 'video/mp4';
  }
  const isStream = TS_PACKETS.some(({ first, bytes }) =>
    [0, 1, 2].every((packet) => text[first + packet * bytes] === TS_MARK),
  );
  return isStream ? 'video/mp2t' : null;
}
