import { type Block, oneLine } from './blocks.js';

/** A passage is closed when the next block would make it longer than this. */
const TARGET_CHARS = 600;
/** No passage is longer, headings apart. */
const MAX_CHARS = 900;
const MAX_HEADING_CHARS = 160;

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Cuts a text that is all one sentence, between words where there are any. */
function* cutHard(text: string): Generator<string> {
  let rest = text;
  while (rest.length > MAX_CHARS) {
    const space = rest.lastIndexOf(' ', MAX_CHARS);
    // Never between the halves of one character.
    const hard = /[\ud800-\udbff]/.test(rest[MAX_CHARS - 1] ?? '') ? MAX_CHARS - 1 : MAX_CHARS;
    const at = space > MAX_CHARS / 2 ? space : hard;
    yield rest.slice(0, at).trim();
    rest = rest.slice(at).trim();
  }
  if (rest !== '') {
    yield rest;
  }
}

/** A block in pieces that fit into a passage: whole lines, else whole sentences. */
function* pieces(text: string): Generator<string> {
  if (text.length <= MAX_CHARS) {
    yield text;
    return;
  }
  for (const line of text.split('\n')) {
    if (line.length <= MAX_CHARS) {
      yield line;
      continue;
    }
    for (const { segment } of sentences.segment(line)) {
      yield* cutHard(segment.trim());
    }
  }
}

/** Makes text of headings that nothing stands under, so that their words are not lost. */
function* withoutBareHeadings(blocks: Iterable<Block>): Generator<Block> {
  let heading: (Block & { kind: 'heading' }) | null = null;
  for (const block of blocks) {
    if (heading !== null) {
      const isBare = block.kind === 'heading' && block.level <= heading.level;
      yield isBare ? { kind: 'text', text: heading.text } : heading;
    }
    heading = block.kind === 'heading' ? block : null;
    if (block.kind === 'text') {
      yield block;
    }
  }
  if (heading !== null) {
    yield { kind: 'text', text: heading.text };
  }
}

/** The headings that a text stands under, the innermost last. */
class Headings {
  #open: { level: number; text: string }[] = [];

  enter(level: number, text: string): void {
    this.#open = [...this.#open.filter((heading) => heading.level < level), { level, text }];
  }

  toString(): string {
    let shown = '';
    for (const { text } of this.#open.toReversed()) {
      const longer = shown === '' ? text : `${text} › ${shown}`;
      if (longer.length > MAX_HEADING_CHARS && shown !== '') {
        break;
      }
      shown = longer;
    }
    return shown.slice(0, MAX_HEADING_CHARS);
  }
}

/**
 * Cuts a document into passages that can stand alone: each begins with the headings it stands under, and none
 * reaches across a heading.
 */
export function* cutIntoPassages(blocks: Iterable<Block>): Generator<string> {
  const headings = new Headings();
  let parts: string[] = [];
  let length = 0;

  function* close(): Generator<string> {
    if (parts.length > 0) {
      const above = headings.toString();
      yield above === '' ? parts.join('\n') : `${above}\n${parts.join('\n')}`;
    }
    parts = [];
    length = 0;
  }

  for (const block of withoutBareHeadings(blocks)) {
    if (block.kind === 'heading') {
      yield* close();
      headings.enter(block.level, oneLine(block.text));
      continue;
    }
    for (const piece of pieces(block.text)) {
      if (length > 0 && length + piece.length > TARGET_CHARS) {
        yield* close();
      }
      parts.push(piece);
      length += piece.length;
    }
  }
  yield* close();
}
