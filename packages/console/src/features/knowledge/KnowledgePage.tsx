import { KnowledgeDetail } from './KnowledgeDetail.js';
import { KnowledgeListPage } from './KnowledgeListPage.js';

/** All knowledge bases, or one of them. */
export function KnowledgePage({ openId }: { openId?: string }) {
  return openId ? <KnowledgeDetail key={openId} id={openId} /> : <KnowledgeListPage />;
}
