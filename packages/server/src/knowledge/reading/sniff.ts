import type { DocumentExtension } from '@avatarium/contract';
import { UnreadableError } from './unreadable.js';

/** What a file turns out to be; text formats are told apart later. */
export type Container = 'pdf' | 'zip' | 'ole' | 'text';

const latin1 = (bytes: Uint8Array, start: number, end: number) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', start, end);

/** First bytes of files that people mistake for documents, and what to call them. */
const OTHERS: [start: string, name: string][] = [
  ['{\\rtf', 'an RTF document'],
  ['\x89PNG', 'a picture'],
  ['\xff\xd8\xff', 'a picture'],
  ['GIF8', 'a picture'],
  ['\x1f\x8b', 'a gzip archive'],
  ['7z\xbc\xaf', 'a 7z archive'],
  ['Rar!', 'a RAR archive'],
  ['ID3', 'a sound file'],
  ['OggS', 'a sound file'],
  ['RIFF', 'a sound or video file'],
  ['%!PS', 'a PostScript file'],
  ['\x7fELF', 'a program'],
  ['MZ', 'a program'],
];

/** A readable name of each kind. */
const KIND_NAMES: Record<DocumentExtension, string> = {
  pdf: 'a PDF document',
  doc: 'a Word document',
  docx: 'a Word document',
  txt: 'a text file',
  md: 'a Markdown file',
  json: 'a JSON file',
  xml: 'an XML file',
  csv: 'a CSV file',
};

export function nameOfKind(extension: DocumentExtension): string {
  return KIND_NAMES[extension];
}

/**
 * What the bytes are, whatever the file is called.
 *
 * @throws UnreadableError for what is known and cannot be read
 */
export function sniff(bytes: Uint8Array): Container {
  if (bytes.length === 0) {
    throw new UnreadableError('is empty');
  }
  const start = latin1(bytes, 0, 16);
  if (latin1(bytes, 0, 1024).includes('%PDF-')) {
    return 'pdf';
  }
  if (start.startsWith('PK\x03\x04') || start.startsWith('PK\x05\x06')) {
    return 'zip';
  }
  if (start.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) {
    return 'ole';
  }
  const other = OTHERS.find(([magic]) => start.startsWith(magic));
  // A text can begin with these as well, where they are all letters; the next bytes tell.
  if (other && (other[0].startsWith('{') || bytes.subarray(0, 64).some((byte) => byte < 9 || byte > 126))) {
    throw new UnreadableError(`is ${other[1]}, which cannot be read; save it as PDF or DOCX`);
  }
  return 'text';
}

/** True for what a browser would show as a page. */
export function looksLikeHtml(text: string): boolean {
  const start = text.slice(0, 2048).replace(/^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*/, '');
  return /^<(!doctype\s+html|html|head|body)\b/i.test(start);
}
