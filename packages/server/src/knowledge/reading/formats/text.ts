import { type Block, oneLine, type ReadDocument } from '../blocks.js';

/** Paragraphs are set off by empty lines. */
function paragraphs(text: string): string[] {
  return text
    .split(/\r?\n[ \t]*\r?\n\s*|\f/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '');
}

export function readPlainText(text: string): ReadDocument {
  return { title: '', blocks: paragraphs(text).map((paragraph) => ({ kind: 'text', text: paragraph })) };
}

/** A line without its Markdown: what is left is what would be seen. */
function withoutMarks(line: string): string {
  return line
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|`)(.+?)\1/g, '$2')
    .replace(/^\s*>+\s?/, '')
    .replace(/<[^>\n]{1,200}>/g, '');
}

export function readMarkdown(text: string): ReadDocument {
  const blocks: Block[] = [];
  let title = '';
  let lines: string[] = [];
  let fence = false;
  const flush = () => {
    const paragraph = lines.join('\n').trim();
    lines = [];
    if (paragraph !== '') {
      blocks.push({ kind: 'text', text: paragraph });
    }
  };
  // Settings that some tools put before the text.
  for (const line of text.replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n/, '').split(/\r?\n/)) {
    if (/^\s*(```|~~~)/.test(line)) {
      fence = !fence;
      continue;
    }
    const heading = fence ? null : /^ {0,3}(#{1,6})\s+(.+?)\s*#*$/.exec(line);
    if (heading) {
      flush();
      const level = heading[1]?.length ?? 1;
      const words = oneLine(withoutMarks(heading[2] ?? ''));
      title ||= level === 1 ? words : '';
      blocks.push({ kind: 'heading', level, text: words });
    } else if (line.trim() === '' && !fence) {
      flush();
    } else if (fence || !/^\s*([-*_=|:]\s*){3,}$/.test(line)) {
      lines.push(fence ? line : withoutMarks(line));
    }
  }
  flush();
  return { title, blocks };
}
