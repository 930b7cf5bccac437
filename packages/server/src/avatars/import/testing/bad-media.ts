import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Canvas, createCanvas, type Image, loadImage } from '@napi-rs/canvas';
import { type BadInput, refused } from './bad-input.js';
import { makePng, makePortrait, makeVideo, pretendDuration } from './media.js';

const ASTRONAUT = new URL('../../../../../../tests/fixtures/astronaut.png', import.meta.url);
const UNUSABLE = 1003;
const TOO_LONG = 1204;
const TOO_LARGE = 1207;
const UNREADABLE = 1208;

const beginning = (bytes: string) => () => Buffer.from(bytes.padEnd(600, '\0'), 'latin1');

/** Files that are none of the kinds which are taken, whatever they are called. */
const OTHER_KINDS: readonly BadInput[] = [
  refused('nothing', UNREADABLE, /empty/, () => new Uint8Array()),
  refused('a byte', UNREADABLE, /no media/, () => new Uint8Array(1)),
  refused('noise', UNREADABLE, /no media/, () => Buffer.concat([Buffer.from('xxxx'), randomBytes(5000)])),
  refused('a text', UNREADABLE, /no media/, () => Buffer.from('This is me, in words.')),
  refused('a web page', UNREADABLE, /a web page/, () => Buffer.from('<!doctype html><img src=x>')),
  refused('a drawing in SVG', UNREADABLE, /SVG/, () =>
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  ),
  refused('XML', UNREADABLE, /XML/, () => Buffer.from('<?xml version="1.0"?><x/>')),
  refused('JSON', UNREADABLE, /JSON/, () => Buffer.from('{"a": 1}')),
  refused('a playlist', UNREADABLE, /a playlist/, () => Buffer.from('#EXTM3U\nfile:///etc/passwd\n')),
  refused('a PDF', UNREADABLE, /PDF/, beginning('%PDF-1.7\n')),
  refused('an animated GIF', UNREADABLE, /GIF/, beginning('GIF89a')),
  refused('a BMP', UNREADABLE, /BMP/, beginning('BM\x36\x00\x0c\x00\x00\x00\x00\x00')),
  refused('a TIFF', UNREADABLE, /TIFF/, beginning('II*\x00')),
  refused('a HEIC', UNREADABLE, /HEIC/, beginning('\0\0\0\x18ftypheic')),
  refused('an AVIF', UNREADABLE, /AVIF/, beginning('\0\0\0\x18ftypavif')),
  refused('a ZIP archive', UNREADABLE, /ZIP/, beginning('PK\x03\x04')),
  refused('a gzip archive', UNREADABLE, /archive/, beginning('\x1f\x8b')),
  refused('a program', UNREADABLE, /program/, beginning('\x7fELF')),
  refused('a script', UNREADABLE, /program/, beginning('#!/bin/sh\nid\n')),
  refused('a WAV', UNREADABLE, /WAV/, beginning('RIFF\x24\x00\x00\x00WAVE')),
  refused('an MP3', UNREADABLE, /MP3/, beginning('ID3\x04')),
  refused('an M4A', UNREADABLE, /sound without pictures/, beginning('\0\0\0\x18ftypM4A ')),
  refused('an Ogg file', UNREADABLE, /Ogg/, beginning('OggS')),
];

async function jpegOfSize(side: number): Promise<Buffer> {
  const jpeg = await makePortrait('jpeg');
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  jpeg.writeUInt16BE(side, frame + 5);
  jpeg.writeUInt16BE(side, frame + 7);
  return jpeg;
}

/** A picture in which not even a decoder finds anything. */
function noisePng(): Buffer {
  const bytes = makePng(300, 300, 1);
  return bytes.fill(0x55, 45, bytes.length - 12);
}

const cut = async (format: 'png' | 'jpeg' | 'webp', end: number) =>
  (await makePortrait(format, 800, 800)).subarray(0, end);

const BROKEN_PICTURES: readonly BadInput[] = [
  refused('20 pixels', UNUSABLE, /20 × 20; at least 256/, () => makePortrait('png', 20, 20)),
  refused('a narrow JPEG', UNUSABLE, /100 × 400/, () => makePortrait('jpeg', 100, 400)),
  refused('a low WebP', UNUSABLE, /400 × 100/, () => makePortrait('webp', 400, 100)),
  refused('a PNG of 100 megapixels', TOO_LARGE, /10000 × 10000/, () => makePng(10_000, 10_000, 1000)),
  refused('a JPEG of 4 gigapixels', TOO_LARGE, /65000 × 65000/, () => jpegOfSize(65_000)),
  refused('a ribbon', TOO_LARGE, /9000 × 300/, () => makePng(9000, 300, 1000)),
  refused('a PNG that lost its end', UNREADABLE, /cut short/, () => cut('png', -20)),
  refused('a JPEG that lost its end', UNREADABLE, /cut short/, () => cut('jpeg', -20)),
  refused('a WebP that lost its end', UNREADABLE, /cut short/, () => cut('webp', -20)),
  refused('the beginning of a PNG', UNREADABLE, /cut short/, () => cut('png', 14)),
  refused('the beginning of a JPEG', UNREADABLE, /cut short/, () => cut('jpeg', 14)),
  refused('the beginning of a WebP', UNREADABLE, /cut short/, () => cut('webp', 14)),
  refused('a PNG of noise', UNREADABLE, /cannot be read/, noisePng),
];

async function picture(width: number, height: number, draw: (canvas: Canvas, face: Image) => void) {
  const canvas = createCanvas(width, height);
  canvas.getContext('2d').fillStyle = '#8090a0';
  canvas.getContext('2d').fillRect(0, 0, width, height);
  draw(canvas, await loadImage(await readFile(ASTRONAUT)));
  return canvas.encode('jpeg', 90);
}

/** Those that are looked at for a face, which takes a second each. */
const UNSUITABLE_PICTURES: readonly BadInput[] = [
  refused('a drawing without a face', UNUSABLE, /no face/i, () => makePortrait('png', 600, 600)),
  refused('a picture that unpacks to a gigabyte', UNUSABLE, /no face/i, () => makePng(512, 512, 2 ** 30)),
  refused('three faces', UNUSABLE, /faces/, () =>
    picture(900, 400, (canvas, face) => {
      for (const left of [0, 300, 600]) {
        canvas.getContext('2d').drawImage(face, 100, 0, 260, 340, left, 20, 290, 380);
      }
    }),
  ),
  refused('a face that is far away', UNUSABLE, /face is \d+ pixels/, () =>
    picture(700, 500, (canvas, face) => {
      canvas.getContext('2d').drawImage(face, 200, 120, 256, 256);
    }),
  ),
];

/** @param folder to make them in */
function badVideos(folder: string): readonly BadInput[] {
  let serial = 0;
  const video =
    (extension: 'mp4' | 'webm' | 'mkv', change: Parameters<typeof makeVideo>[1] = {}) =>
    async () => {
      serial += 1;
      const path = join(folder, `${serial}.${extension}`);
      await makeVideo(path, change);
      return readFile(path);
    };
  const live = ['-c:v', 'libvpx', '-deadline', 'realtime', '-live', '1'];
  const threeHours = async () => {
    const bytes = await video('mp4')();
    const path = join(folder, 'long.mp4');
    await pretendDuration(path, bytes, 3 * 3600);
    return readFile(path);
  };
  const sound = ['-f', 'lavfi', '-i', 'sine=duration=1'];
  return [
    refused('a video of three hours', TOO_LONG, /10800 s long/, threeHours),
    refused(
      'a recording of seven minutes that does not say so',
      TOO_LONG,
      /300 s are the most/,
      video('webm', { size: '256x256', fps: 1, durationS: 400, options: live }),
    ),
    refused('a codec of archives', 1209, /ffv1/, video('mkv', { options: ['-c:v', 'ffv1'] })),
    refused(
      'pictures that are not packed',
      1209,
      /rawvideo/,
      video('mkv', { options: ['-c:v', 'rawvideo'] }),
    ),
    refused('120 frames a second', 1210, /120 frames/, video('mp4', { fps: 120, durationS: 1 })),
    refused('a small video', UNUSABLE, /128 × 128/, video('mp4', { size: '128x128' })),
    refused('a wide video', TOO_LARGE, /4800 × 256/, video('mp4', { size: '4800x256', durationS: 0.2 })),
    refused(
      'sound in the place of a video',
      UNREADABLE,
      /no picture/,
      video('mp4', { inputs: sound, options: ['-map', '1:a', '-c:a', 'aac'] }),
    ),
    refused('a video cut short', UNREADABLE, /damaged/, async () => (await video('mp4')()).subarray(0, 400)),
    refused('noise in a MOV', UNREADABLE, /damaged/, () =>
      Buffer.concat([Buffer.from('\0\0\0\x14ftypqt  \0\0\0\0qt  ', 'latin1'), randomBytes(3000)]),
    ),
    refused(
      'the beginning of an AVI',
      UNREADABLE,
      /damaged|no picture/,
      beginning('RIFF\x24\x00\x00\x00AVI '),
    ),
    refused('the beginning of a Flash video', UNREADABLE, /damaged|no picture/, beginning('FLV\x01')),
    refused('the beginning of a WebM', UNREADABLE, /damaged|no picture/, beginning('\x1a\x45\xdf\xa3')),
  ];
}

/** Pictures and videos of which no avatar is made, and what pretends to be such. */
export function badMedia(folder: string): readonly BadInput[] {
  return [...OTHER_KINDS, ...BROKEN_PICTURES, ...UNSUITABLE_PICTURES, ...badVideos(folder)];
}
