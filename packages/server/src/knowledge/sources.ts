import { randomBytes } from 'node:crypto';
import {
  ApiError,
  DOCUMENT_EXTENSIONS,
  type KnowledgeCreateRequest,
  SOURCE_STATUS,
} from '@avatarium/contract';
import type { KnowledgeSourceRow, NewSource, SourcePlan } from '../storage/knowledge-port.js';
import { extensionOf, suffixOf } from './reading/extension.js';
import { type ReadUpload, uploadIdOf } from './uploads.js';

/** A document or page as a request names it. */
export type WantedSource = Pick<NewSource, 'kind' | 'name' | 'url' | 'sizeBytes'>;

export interface SourceRules {
  /** Rejects with an ApiError that names the field when the URL may not be reached. */
  checkUrl(field: string, url: string): Promise<void>;
  readUpload: ReadUpload;
}

const KINDS = DOCUMENT_EXTENSIONS.map((extension) => extension.toUpperCase()).join(', ');
const MAX_NAME_CHARS = 255;

/** The last part of a URL's path, in words. */
function nameOf(url: string): string {
  const last = URL.parse(url)?.pathname.split('/').filter(Boolean).at(-1) ?? '';
  try {
    return decodeURIComponent(last).replaceAll('\0', '').slice(0, MAX_NAME_CHARS);
  } catch {
    return last.slice(0, MAX_NAME_CHARS);
  }
}

function requireDistinct(field: string, urls: readonly string[]): void {
  urls.forEach((url, at) => {
    if (urls.indexOf(url) !== at) {
      throw ApiError.parameter(`${field}.${at}`, 'is given twice');
    }
  });
}

/** An extension that can be read is asked for only where there is one at all. */
function requireReadable(field: string, names: readonly string[]): void {
  const named = names.filter((name) => suffixOf(name) !== '');
  if (named.length > 0 && !named.some((name) => extensionOf(name) !== null)) {
    throw ApiError.parameter(field, `must be one of ${KINDS}`);
  }
}

async function readDoc(
  doc: NonNullable<KnowledgeCreateRequest['docs']>[number],
  at: number,
  accountId: string,
  rules: SourceRules,
): Promise<WantedSource> {
  const uploadId = uploadIdOf(doc.url);
  if (uploadId !== null) {
    const upload = await rules.readUpload(accountId, uploadId);
    if (!upload) {
      throw ApiError.parameter(`docs.${at}.url`, 'names a file that is not on this server');
    }
    const name = doc.name ?? upload.name;
    requireReadable(`docs.${at}.name`, [name, upload.name]);
    return { kind: 'doc', name, url: doc.url, sizeBytes: upload.sizeBytes };
  }
  await rules.checkUrl(`docs.${at}.url`, doc.url);
  const fromUrl = nameOf(doc.url);
  const name = doc.name ?? (fromUrl === '' ? doc.url.slice(0, MAX_NAME_CHARS) : fromUrl);
  // Addresses end in .php and the like: what a document is called says more.
  requireReadable(`docs.${at}.name`, doc.name === undefined ? [] : [doc.name, fromUrl]);
  return { kind: 'doc', name, url: doc.url, sizeBytes: Math.round(doc.size ?? 0) };
}

/**
 * The documents and pages of a request; undefined where it says nothing about them.
 *
 * @throws ApiError 1003 that names the field
 */
export async function readSources(
  request: Pick<KnowledgeCreateRequest, 'docs' | 'urls'>,
  accountId: string,
  rules: SourceRules,
): Promise<{ docs: WantedSource[] | undefined; urls: WantedSource[] | undefined }> {
  const { docs, urls } = request;
  requireDistinct('docs', docs?.map(({ url }) => url) ?? []);
  requireDistinct('urls', urls ?? []);
  const checked = Promise.all([
    docs && Promise.all(docs.map((doc, at) => readDoc(doc, at, accountId, rules))),
    urls &&
      Promise.all(
        urls.map(async (url, at): Promise<WantedSource> => {
          await rules.checkUrl(`urls.${at}`, url);
          return { kind: 'url', name: url.slice(0, MAX_NAME_CHARS), url, sizeBytes: 0 };
        }),
      ),
  ]);
  const [readDocs, readUrls] = await checked;
  return { docs: readDocs, urls: readUrls };
}

export function newSource(source: WantedSource, position: number, nowMs: number): NewSource {
  return { ...source, id: randomBytes(12).toString('hex'), position, createdAt: nowMs };
}

/**
 * What has to change so that the sources of one kind become the wanted ones: those with the same URL stay, with
 * what is indexed of them, and those of them that have failed are tried again.
 */
export function planSources(
  current: readonly KnowledgeSourceRow[],
  wanted: readonly WantedSource[],
  nowMs: number,
): SourcePlan {
  const byUrl = new Map(current.map((source) => [source.url, source]));
  const plan: SourcePlan = { add: [], removeIds: [], keep: [] };
  wanted.forEach((source, position) => {
    const known = byUrl.get(source.url);
    if (!known) {
      plan.add.push(newSource(source, position, nowMs));
      return;
    }
    byUrl.delete(source.url);
    // A page keeps the title that it was found to have.
    const name = source.kind === 'url' ? undefined : source.name;
    plan.keep.push({ id: known.id, position, name, again: known.status === SOURCE_STATUS.failed });
  });
  plan.removeIds.push(...[...byUrl.values()].map(({ id }) => id));
  return plan;
}
