import { parse } from 'csv-parse/sync';
import { Parser } from 'htmlparser2';
import { type Block, oneLine, type ReadDocument } from '../blocks.js';
import { UnreadableError } from '../unreadable.js';

/** Deeper than this nobody writes by hand, and our own stack must hold. */
const MAX_DEPTH = 200;

/** Text that belongs together, under the name of what it is about. */
function record(name: string, lines: readonly string[]): Block {
  return { kind: 'text', text: (name === '' ? lines : [`${name}:`, ...lines]).join('\n') };
}

function scalar(value: unknown): string | null {
  if (typeof value === 'string') {
    return value.trim() === '' ? null : value.trim();
  }
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

function flatten(value: unknown, path: readonly string[], blocks: Block[]): void {
  if (path.length > MAX_DEPTH) {
    throw new UnreadableError(`is nested more than ${MAX_DEPTH} deep`);
  }
  const single = scalar(value);
  if (single !== null) {
    blocks.push(record(path.join(' › '), [single]));
    return;
  }
  if (typeof value !== 'object' || value === null) {
    return;
  }
  if (Array.isArray(value)) {
    const scalars = value.map(scalar).filter((item) => item !== null);
    if (scalars.length > 0) {
      blocks.push(record(path.join(' › '), [scalars.join(', ')]));
    }
    for (const item of value) {
      if (typeof item === 'object') {
        flatten(item, path, blocks);
      }
    }
    return;
  }
  const lines: string[] = [];
  const nested: [string, unknown][] = [];
  for (const [key, member] of Object.entries(value)) {
    const items = Array.isArray(member) ? member.map(scalar) : [scalar(member)];
    if (items.length > 0 && items.every((item) => item !== null)) {
      lines.push(`${key}: ${items.join(', ')}`);
    } else {
      nested.push([key, member]);
    }
  }
  if (lines.length > 0) {
    blocks.push(record(path.join(' › '), lines));
  }
  for (const [key, member] of nested) {
    flatten(member, [...path, key], blocks);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // One value a line is common, too.
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    try {
      if (lines.length > 1) {
        return lines.map((line) => JSON.parse(line) as unknown);
      }
    } catch {
      // The first complaint says more.
    }
    throw new UnreadableError('is not valid JSON', { cause: error });
  }
}

/** Objects become records of "key: value" lines. @throws UnreadableError */
export function readJson(text: string): ReadDocument {
  const blocks: Block[] = [];
  flatten(parseJson(text.replace(/^\ufeff/, '')), [], blocks);
  return { title: '', blocks };
}

interface Element {
  name: string;
  lines: string[];
  text: string;
}

/** Elements become records of "name: text" lines. Document types and their entities are not looked at. */
export function readXml(text: string): ReadDocument {
  const blocks: Block[] = [];
  const open: Element[] = [];
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (open.length >= MAX_DEPTH) {
          throw new UnreadableError(`is nested more than ${MAX_DEPTH} deep`);
        }
        const lines = Object.entries(attributes)
          .filter(([key, value]) => !/^(xmlns|xsi:|xml:)/.test(key) && value.trim() !== '')
          .map(([key, value]) => `${key}: ${oneLine(value)}`);
        open.push({ name, lines, text: '' });
      },
      ontext(chunk) {
        const element = open.at(-1);
        if (element) {
          element.text += chunk;
        }
      },
      onclosetag() {
        const element = open.pop();
        const parent = open.at(-1);
        if (!element) {
          return;
        }
        const words = oneLine(element.text);
        if (element.lines.length > 0) {
          blocks.push(record(element.name, words === '' ? element.lines : [...element.lines, words]));
        } else if (words !== '' && parent && parent.text.trim() !== '') {
          // Amidst text it is part of the sentence.
          parent.text += ` ${words} `;
        } else if (words !== '' && parent) {
          parent.lines.push(`${element.name}: ${words}`);
        } else if (words !== '') {
          blocks.push(record(element.name, [words]));
        }
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(text);
  return { title: '', blocks };
}

const DELIMITERS = [',', ';', '\t', '|'];

function delimiterOf(text: string): string {
  const [first = ''] = text.split(/\r?\n/, 1);
  const counted = DELIMITERS.map((delimiter) => [delimiter, first.split(delimiter).length] as const);
  return counted.reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}

function isHeader(row: readonly string[]): boolean {
  const names = row.map((cell) => cell.trim());
  return (
    names.every((cell) => cell !== '' && Number.isNaN(Number(cell))) && new Set(names).size === names.length
  );
}

/** Rows become records of "column: value" lines when the first row names the columns. @throws UnreadableError */
export function readCsv(text: string): ReadDocument {
  let rows: string[][];
  try {
    rows = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (error) {
    throw new UnreadableError('is not valid CSV', { cause: error });
  }
  const [first] = rows;
  const header = first && rows.length > 1 && isHeader(first) ? first : null;
  const blocks = (header ? rows.slice(1) : rows).map((row): Block => {
    const cells = row
      .map((cell, column) => (cell === '' ? '' : header?.[column] ? `${header[column]}: ${cell}` : cell))
      .filter((cell) => cell !== '');
    return { kind: 'text', text: cells.join(header ? '\n' : ' | ') };
  });
  return { title: '', blocks };
}
