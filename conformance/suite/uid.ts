import { KNOWLEDGE } from '../contract/paths.js';
import { knowledgeBase } from '../contract/shapes.js';
import type { Api } from './api.js';
import { succeeds } from './expect.js';

/** The number of the caller's account, as something that it has just made shows it. */
export async function uidOf(api: Api): Promise<number> {
  const reply = await api.post(KNOWLEDGE.create, { name: `conformance ${Date.now()} uid` });
  return succeeds(reply, knowledgeBase).uid;
}
