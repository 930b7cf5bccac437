import { getDocumentProxy } from 'unpdf';
import { type Block, oneLine, type ReadDocument } from '../blocks.js';
import { READING_LIMITS } from '../limits.js';
import { UnreadableError } from '../unreadable.js';

interface Line {
  text: string;
  /** Of the letters, in points. */
  height: number;
  y: number;
}

/** A line whose letters are that much larger than most is a heading. */
const HEADING_RATIO = 1.15;
const MAX_HEADING_CHARS = 120;
/** Lines further apart than this many of their own heights are different paragraphs. */
const PARAGRAPH_GAP = 1.7;

interface TextItem {
  str: string;
  hasEOL: boolean;
  height: number;
  transform: number[];
}

function linesOf(items: readonly object[]): Line[] {
  const lines: Line[] = [];
  let line: Line = { text: '', height: 0, y: 0 };
  const flush = () => {
    if (line.text.trim() !== '') {
      lines.push({ ...line, text: oneLine(line.text) });
    }
    line = { text: '', height: 0, y: 0 };
  };
  for (const item of items) {
    if (!('str' in item)) {
      continue;
    }
    const { str, hasEOL, height, transform } = item as TextItem;
    const y = transform[5] ?? 0;
    if (str.trim() !== '') {
      // Cells of a table come without an end of line between the rows.
      if (line.text !== '' && Math.abs(y - line.y) > Math.max(height, line.height) * 0.7) {
        flush();
      }
      line.y = y;
      line.height = Math.max(line.height, height);
    }
    line.text += str;
    if (hasEOL) {
      flush();
    }
  }
  flush();
  return lines;
}

/** The height that most letters have. */
function bodyHeight(lines: readonly Line[]): number {
  const chars = new Map<number, number>();
  for (const { text, height } of lines) {
    const rounded = Math.round(height * 2) / 2;
    chars.set(rounded, (chars.get(rounded) ?? 0) + text.length);
  }
  return [...chars].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0])[0];
}

/** Two lines of a paragraph; a word cut at the line's end is made whole. */
function join(text: string, next: string): string {
  return /\p{Ll}-$/u.test(text) && /^\p{Ll}/u.test(next) ? text.slice(0, -1) + next : `${text} ${next}`;
}

function blocksOf(lines: readonly Line[]): Block[] {
  const body = bodyHeight(lines);
  const blocks: Block[] = [];
  let previous: Line | null = null;
  for (const line of lines) {
    const isHeading = line.height > body * HEADING_RATIO && line.text.length <= MAX_HEADING_CHARS;
    const last = blocks.at(-1);
    if (isHeading) {
      blocks.push({ kind: 'heading', level: line.height > body * 1.6 ? 1 : 2, text: line.text });
    } else if (
      last?.kind === 'text' &&
      previous !== null &&
      Math.abs(previous.y - line.y) <= Math.max(previous.height, line.height, 1) * PARAGRAPH_GAP
    ) {
      last.text = join(last.text, line.text);
    } else {
      blocks.push({ kind: 'text', text: line.text });
    }
    previous = line;
  }
  return blocks;
}

/** @throws UnreadableError */
export async function readPdf(bytes: Uint8Array): Promise<ReadDocument> {
  const pdf = await getDocumentProxy(bytes, { verbosity: 0, stopAtErrors: false }).catch((error: Error) => {
    throw new UnreadableError(
      error.name === 'PasswordException'
        ? 'is protected by a password'
        : 'is a damaged PDF document that cannot be opened',
      { cause: error },
    );
  });
  if (pdf.numPages > READING_LIMITS.pdfPages) {
    throw new UnreadableError(`has ${pdf.numPages} pages, and ${READING_LIMITS.pdfPages} is the most`);
  }
  const blocks: Block[] = [];
  let chars = 0;
  for (let number = 1; number <= pdf.numPages && chars <= READING_LIMITS.textChars; number++) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    for (const block of blocksOf(linesOf(items))) {
      chars += block.text.length;
      blocks.push(block);
    }
    page.cleanup();
  }
  const { info } = await pdf.getMetadata().catch(() => ({ info: {} }));
  const title = (info as { Title?: unknown }).Title;
  if (blocks.length === 0) {
    throw new UnreadableError('holds no text; pages that are pictures of text (scans) cannot be read');
  }
  return { title: typeof title === 'string' ? oneLine(title) : '', blocks };
}
