import type { DOCUMENT_EXTENSIONS, KNOWLEDGE_LIMITS } from '@avatarium/contract';
import { bytes } from '../../ui/bytes.js';

// The contract's own constants, by type only: a value import would bring its schemas into the page. That they are
// the same is tested.
export const LIMITS: typeof KNOWLEDGE_LIMITS = {
  nameChars: 100,
  prologueChars: 2000,
  promptChars: 10_000,
  docs: 100,
  urls: 100,
  documentBytes: 100 * 1024 * 1024,
  totalBytes: 500 * 1024 * 1024,
};
export const EXTENSIONS: typeof DOCUMENT_EXTENSIONS = [
  'pdf',
  'doc',
  'docx',
  'txt',
  'md',
  'json',
  'xml',
  'csv',
];

/** For the browser's file picker. */
export const ACCEPTED = EXTENSIONS.map((extension) => `.${extension}`).join(',');
/** For people. */
export const KINDS = EXTENSIONS.map((extension) => extension.toUpperCase()).join(', ');

/** What a knowledge base holds already, and what is on its way there. */
export interface Held {
  count: number;
  bytes: number;
}

/** Why a document cannot be added to what is held; undefined when it can. */
export function documentProblem(file: { name: string; size: number }, held: Held): string | undefined {
  const extension = /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase() ?? '';
  if (!EXTENSIONS.some((known) => known === extension)) {
    return `This kind of file cannot be read. ${KINDS} can.`;
  }
  if (file.size === 0) return 'The file is empty.';
  if (file.size > LIMITS.documentBytes) {
    return `It has ${bytes(file.size)}; a document may have ${bytes(LIMITS.documentBytes)}.`;
  }
  if (held.count >= LIMITS.docs) return `A knowledge base takes ${LIMITS.docs} documents, and has them.`;
  if (held.bytes + file.size > LIMITS.totalBytes) {
    return `Together the documents would have more than ${bytes(LIMITS.totalBytes)}.`;
  }
  return undefined;
}
