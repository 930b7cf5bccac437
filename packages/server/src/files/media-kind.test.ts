import { describe, expect, it } from 'vitest';
import { sniffMedia } from './media-kind.js';

const kindOf = (text: string) => sniffMedia(Buffer.from(text, 'latin1'));

describe('what a file is by its first bytes', () => {
  it.each([
    ['\x89PNG\r\n\x1a\n....', 'image/png'],
    ['\xff\xd8\xff\xe0....', 'image/jpeg'],
    ['RIFF....WEBPVP8 ', 'image/webp'],
    ['\x00\x00\x00\x20ftypisom', 'video/mp4'],
    ['\x00\x00\x00\x14ftypqt  ', 'video/quicktime'],
    ['\x00\x00\x00\x08wide\x00\x00', 'video/quicktime'],
    ['\x1a\x45\xdf\xa3....', 'video/webm'],
    ['\x1a\x45\xdf\xa3....\x42\x82\x88matroska', 'video/x-matroska'],
    ['\x00\x00\x00\x14ftyp3gp4', 'video/3gpp'],
    ['RIFF....AVI LIST', 'video/x-msvideo'],
    ['FLV\x01\x05', 'video/x-flv'],
    ['\x30\x26\xb2\x75\x8e\x66\xcf\x11', 'video/x-ms-wmv'],
    ['\x00\x00\x01\xba\x44', 'video/mpeg'],
    [`OggS${'.'.repeat(24)}\x80theora`, 'video/ogg'],
    ['\x1f\x07\x00\xbf', 'video/x-dv'],
    [`G${'.'.repeat(187)}`.repeat(3), 'video/mp2t'],
    [`....G${'.'.repeat(187)}`.repeat(3), 'video/mp2t'],
  ])('knows %j', (beginning, contentType) => {
    expect(kindOf(beginning)).toMatchObject({ contentType });
  });

  it.each([
    ['<!DOCTYPE html><title>video.mp4</title>', 'a web page'],
    ['\xef\xbb\xbf\n  <HTML>', 'a web page'],
    ['<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">', 'an SVG drawing'],
    ['#EXTM3U\n', 'a playlist'],
    ['PK\x03\x04', 'a ZIP archive'],
    ['\x1f\x8b\x08', 'a compressed archive'],
    ['GIF89a', 'a GIF picture'],
    ['\x00\x00\x00\x18ftypheic', 'a HEIC or AVIF picture'],
    ['\x00\x00\x00\x18ftypM4A ', 'a sound without pictures'],
    ['{"code": 404}', 'JSON'],
    [`OggS${'.'.repeat(24)}\x01vorbis`, 'an Ogg file'],
    ['\x7fELF', 'a program'],
  ])('knows %j for something else', (beginning, what) => {
    expect(kindOf(beginning)).toEqual({ kind: 'other', what });
  });

  it('does not guess', () => {
    for (const text of ['', 'P', 'hello', 'RIFF', '\x00\x00\x00\x20ftyp'.slice(0, 7)]) {
      expect(kindOf(text)).toEqual({ kind: 'other', what: null });
    }
  });
});
