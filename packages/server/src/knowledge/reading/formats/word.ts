/// <reference path="../word-extractor.d.ts" />
import { strFromU8, unzipSync, type Zippable, zipSync } from 'fflate';
import mammoth from 'mammoth';
import WordExtractor from 'word-extractor';
import { oneLine, type ReadDocument } from '../blocks.js';
import { READING_LIMITS } from '../limits.js';
import { UnreadableError } from '../unreadable.js';
import { readHtml } from './html.js';

/** What else is a ZIP archive, by a part that it has. */
const OTHER_ARCHIVES: [part: string, name: string][] = [
  ['xl/workbook.xml', 'an Excel workbook'],
  ['ppt/presentation.xml', 'a PowerPoint presentation'],
  ['META-INF/container.xml', 'an e-book'],
  ['mimetype', 'an OpenDocument file'],
];

/** The parts that hold text. Pictures, fonts and the like stay packed. */
const TEXT_PARTS = /^(\[Content_Types\]\.xml|_rels\/\.rels|word\/[^/]+\.xml|word\/_rels\/[^/]+\.rels)$/;

/**
 * Unpacks the parts of an archive that are needed. Sizes are checked before anything is unpacked, and no part
 * gets larger than its entry says: that is what keeps a small file from becoming a huge one.
 */
function unpackText(bytes: Uint8Array): Record<string, Uint8Array> {
  const names = new Set<string>();
  let total = 0;
  const open = () =>
    unzipSync(bytes, {
      filter({ name, originalSize }) {
        names.add(name);
        if (names.size > READING_LIMITS.archiveParts) {
          throw new UnreadableError('is an archive of too many parts');
        }
        if (!TEXT_PARTS.test(name)) {
          return false;
        }
        total += originalSize;
        if (originalSize > READING_LIMITS.archivePartBytes || total > READING_LIMITS.archiveBytes) {
          throw new UnreadableError('unpacks to far more than a document holds');
        }
        return true;
      },
    });
  let parts: Record<string, Uint8Array>;
  try {
    parts = open();
  } catch (error) {
    throw error instanceof UnreadableError
      ? error
      : new UnreadableError('is a damaged archive', { cause: error });
  }
  if (!('word/document.xml' in parts)) {
    const other = OTHER_ARCHIVES.find(([part]) => names.has(part))?.[1] ?? 'a ZIP archive';
    throw new UnreadableError(`is ${other}, which cannot be read; save it as PDF or DOCX`);
  }
  return parts;
}

/** A Word document since 2007. @throws UnreadableError */
export async function readDocx(bytes: Uint8Array): Promise<ReadDocument> {
  const parts = unpackText(bytes);
  if (Object.values(parts).some((part) => strFromU8(part.subarray(0, 1024)).includes('<!DOCTYPE'))) {
    throw new UnreadableError('is a damaged Word document');
  }
  const packed: Zippable = Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, [part, { level: 0 }]]),
  );
  const buffer = Buffer.from(zipSync(packed));
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer },
      { convertImage: mammoth.images.imgElement(async () => ({ src: '' })) },
    );
    return readHtml(value);
  } catch (error) {
    throw new UnreadableError('is a damaged Word document', { cause: error });
  }
}

/** A Word document of the years before. @throws UnreadableError */
export async function readDoc(bytes: Uint8Array): Promise<ReadDocument> {
  try {
    const document = await new WordExtractor().extract(Buffer.from(bytes));
    const text = [
      document.getBody(),
      document.getFootnotes(),
      document.getEndnotes(),
      document.getTextboxes(),
    ];
    const lines = text.join('\n').split('\n');
    return {
      title: '',
      blocks: lines
        .map((line) => oneLine(line.replace(/\t/g, ' | ')).replace(/( \|)+$/, ''))
        .filter((line) => line !== '')
        .map((line) => ({ kind: 'text', text: line })),
    };
  } catch (error) {
    throw new UnreadableError(
      'is an Office file that is no Word document, is protected by a password, or is damaged; save it as PDF or DOCX',
      { cause: error },
    );
  }
}
