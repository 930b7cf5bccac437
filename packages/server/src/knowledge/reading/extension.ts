import { DOCUMENT_EXTENSIONS, type DocumentExtension } from '@avatarium/contract';

const ALIASES: Record<string, DocumentExtension> = {
  markdown: 'md',
  text: 'txt',
  log: 'txt',
  ndjson: 'json',
  jsonl: 'json',
  tsv: 'csv',
};

/** What follows the last dot of a file's name, in lower case; empty when nothing that looks like an extension does. */
export function suffixOf(name: string): string {
  return /\.([a-z][a-z0-9]{1,9})$/i.exec(name.trim())?.[1]?.toLowerCase() ?? '';
}

/** The kind of document that a file's name speaks of; null when it speaks of none that can be read. */
export function extensionOf(name: string): DocumentExtension | null {
  const suffix = suffixOf(name);
  return DOCUMENT_EXTENSIONS.find((known) => known === suffix) ?? ALIASES[suffix] ?? null;
}
