import { KNOWLEDGE_FROM, type KnowledgeBase } from '@avatarium/contract';
import type { AccountRow } from '../storage/account-port.js';
import type { KnowledgeBaseWithSources } from '../storage/knowledge-port.js';
import type { SystemBase } from './system-base.js';

/** The one kind of user there is. */
const USER_TYPE = 1;

/** A knowledge base as the API shows it. */
export function presentBase({ base, sources }: KnowledgeBaseWithSources, account: AccountRow): KnowledgeBase {
  const docs = sources.filter(({ kind }) => kind === 'doc');
  const pages = sources.filter(({ kind }) => kind === 'url');
  return {
    _id: base.id,
    team_id: account.id,
    uid: account.uid,
    user_type: USER_TYPE,
    from: KNOWLEDGE_FROM.user,
    name: base.name,
    prologue: base.prologue,
    prompt: base.prompt,
    docs: docs.map(({ name, url, sizeBytes, status, error }) => ({
      name,
      url,
      size: sizeBytes,
      status,
      error,
    })),
    urls: pages.map(({ url }) => url),
    url_states: pages.map(({ url, name, status, error }) => ({ url, name, status, error })),
    create_time: base.createdAt,
    update_time: base.updatedAt,
  };
}

/** A base that came with the server. */
export function presentSystemBase(
  base: SystemBase,
  account: AccountRow,
  installedAtMs: number,
): KnowledgeBase {
  return {
    _id: base.id,
    team_id: account.id,
    uid: account.uid,
    user_type: USER_TYPE,
    from: KNOWLEDGE_FROM.system,
    name: base.name,
    prologue: base.prologue,
    prompt: base.prompt,
    docs: [],
    urls: [],
    url_states: [],
    create_time: installedAtMs,
    update_time: installedAtMs,
  };
}
