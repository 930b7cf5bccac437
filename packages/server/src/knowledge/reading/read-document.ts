import type { DocumentExtension } from '@avatarium/contract';
import type { ReadDocument } from './blocks.js';
import { decodeText } from './decode-text.js';
import { extensionOf } from './extension.js';
import { readCsv, readJson, readXml } from './formats/data.js';
import { readHtml } from './formats/html.js';
import { readMarkdown, readPlainText } from './formats/text.js';
import { READING_LIMITS } from './limits.js';
import { looksLikeHtml, nameOfKind, sniff } from './sniff.js';
import { UnreadableError } from './unreadable.js';

/** What is known of a file before it is opened. */
export interface DocumentLabel {
  kind: 'doc' | 'url';
  name: string;
  url: string;
  /** Lower case and without parameters; empty when not known. */
  contentType: string;
  charset?: string | undefined;
}

const TYPES: Record<string, DocumentExtension> = {
  'application/pdf': 'pdf',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/json': 'json',
  'application/ld+json': 'json',
  'application/x-ndjson': 'json',
  'application/xml': 'xml',
  'text/xml': 'xml',
  'text/csv': 'csv',
  'text/markdown': 'md',
};

/** What the file is meant to be: by its name, its address, its type. */
function expectedKind(label: DocumentLabel): DocumentExtension | null {
  const path = URL.parse(label.url)?.pathname ?? '';
  return extensionOf(label.name) ?? extensionOf(path) ?? TYPES[label.contentType] ?? null;
}

function readTextual(text: string, label: DocumentLabel): ReadDocument {
  const expected = expectedKind(label);
  if (looksLikeHtml(text)) {
    if (label.kind === 'doc') {
      const wanted = expected === null ? 'a document' : nameOfKind(expected);
      throw new UnreadableError(
        `is a web page instead of ${wanted}: the link may need a sign-in, or belongs into urls`,
      );
    }
    return readHtml(text);
  }
  switch (expected) {
    case 'pdf':
    case 'doc':
    case 'docx':
      throw new UnreadableError(`is a text and not ${nameOfKind(expected)}, as its name says`);
    case 'json':
      return readJson(text);
    case 'xml':
      return readXml(text);
    case 'csv':
      return readCsv(text);
    case 'md':
      return readMarkdown(text);
    case 'txt':
      return readPlainText(text);
    case null:
      return label.contentType.includes('html') ? readHtml(text) : readPlainText(text);
  }
}

async function readAny(bytes: Uint8Array, label: DocumentLabel): Promise<ReadDocument> {
  switch (sniff(bytes)) {
    // Each library is loaded only when it is needed.
    case 'pdf':
      return (await import('./formats/pdf.js')).readPdf(bytes);
    case 'zip':
      return (await import('./formats/word.js')).readDocx(bytes);
    case 'ole':
      return (await import('./formats/word.js')).readDoc(bytes);
    case 'text':
      if (bytes.length > READING_LIMITS.rawTextBytes) {
        throw new UnreadableError(
          `holds too much text: ${READING_LIMITS.rawTextBytes / 1024 / 1024} MB is the most`,
        );
      }
      return readTextual(decodeText(bytes, label.charset), label);
  }
}

/**
 * The text of a document or page. The bytes decide what it is; name and type decide between kinds of text.
 *
 * @throws UnreadableError
 */
export async function readDocument(bytes: Uint8Array, label: DocumentLabel): Promise<ReadDocument> {
  const document = await readAny(bytes, label);
  const chars = document.blocks.reduce((sum, { text }) => sum + text.length, 0);
  if (chars > READING_LIMITS.textChars) {
    throw new UnreadableError(`holds more than ${READING_LIMITS.textChars} characters of text; split it`);
  }
  if (chars === 0) {
    throw new UnreadableError('holds no text');
  }
  return document;
}
