import { Parser } from 'htmlparser2';
import { type Block, oneLine, type ReadDocument } from '../blocks.js';

/** What is on a page beside its text. */
const SKIPPED = new Set([
  ...[
    'script',
    'style',
    'noscript',
    'template',
    'svg',
    'math',
    'canvas',
    'iframe',
    'object',
    'video',
    'audio',
  ],
  ...['nav', 'footer', 'button', 'select', 'textarea', 'dialog', 'head'],
]);
/** Elements that have no end tag: they cannot be skipped up to it. */
const VOID = new Set([
  'br',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'wbr',
  'area',
  'base',
  'col',
  'embed',
  'source',
]);
const SKIPPED_ROLES = new Set(['navigation', 'banner', 'contentinfo', 'search', 'dialog', 'menu']);
const BLOCKS = new Set([
  ...['p', 'div', 'section', 'article', 'main', 'header', 'body', 'ul', 'ol', 'dl', 'dt', 'dd', 'li', 'pre'],
  ...['table', 'thead', 'tbody', 'tr', 'caption', 'blockquote', 'figure', 'figcaption', 'address', 'hr'],
  ...['details', 'summary', 'fieldset', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
]);
/** Paragraphs in these belong to the line that the element is. */
const LINES = new Set(['li', 'tr', 'dd', 'dt', 'caption']);

function isSkipped(name: string, attributes: Record<string, string>): boolean {
  return (
    SKIPPED.has(name) ||
    'hidden' in attributes ||
    attributes['aria-hidden'] === 'true' ||
    SKIPPED_ROLES.has(attributes.role ?? '')
  );
}

/** The text of a page or of a fragment of one, without menus, footers and the like. */
export function readHtml(html: string): ReadDocument {
  const blocks: Block[] = [];
  let title = '';
  let text = '';
  let headingLevel = 0;
  let inTitle = false;
  let lineDepth = 0;
  /** Open elements since the one that is skipped. */
  const skipping: string[] = [];

  function flush(): void {
    const line = oneLine(text).replace(/( \|)+$/, '');
    text = '';
    if (line !== '') {
      blocks.push(
        headingLevel > 0
          ? { kind: 'heading', level: headingLevel, text: line }
          : { kind: 'text', text: line },
      );
    }
  }

  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === 'title' && title === '') {
          inTitle = true;
        }
        if (skipping.length > 0 || isSkipped(name, attributes)) {
          if (!VOID.has(name)) {
            skipping.push(name);
          }
          return;
        }
        if (LINES.has(name)) {
          flush();
          lineDepth++;
        } else if (BLOCKS.has(name) && lineDepth === 0) {
          flush();
        }
        const level = /^h([1-6])$/.exec(name)?.[1];
        if (level !== undefined) {
          flush();
          headingLevel = Number(level);
        }
        text += name === 'br' ? '\n' : BLOCKS.has(name) ? ' ' : '';
      },
      ontext(chunk) {
        if (inTitle) {
          title += chunk;
        } else if (skipping.length === 0) {
          text += chunk;
        }
      },
      onclosetag(name) {
        if (name === 'title') {
          inTitle = false;
        }
        if (skipping.length > 0) {
          skipping.splice(skipping.lastIndexOf(name) < 0 ? skipping.length : skipping.lastIndexOf(name));
          return;
        }
        if (name === 'td' || name === 'th') {
          text += ' | ';
        }
        if (/^h[1-6]$/.test(name)) {
          flush();
          headingLevel = 0;
        } else if (LINES.has(name)) {
          lineDepth = Math.max(0, lineDepth - 1);
          flush();
        } else if (BLOCKS.has(name)) {
          if (lineDepth === 0) {
            flush();
          } else {
            text += ' ';
          }
        }
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.end(html);
  flush();
  return { title: oneLine(title), blocks };
}
