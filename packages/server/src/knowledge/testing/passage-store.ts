import type { KnowledgeStore, PassageVector } from '../../storage/knowledge-port.js';
import type { Embedder } from '../embedding/embedder.js';

/** A store whose one base, "hotel", has one source with these passages. */
export async function storeOf(embedder: Embedder, passages: [id: string, text: string][]) {
  const rows: PassageVector[] = [];
  for (const [id, text] of passages) {
    rows.push({ id, embedding: new Uint8Array((await embedder.embed(text)).buffer) });
  }
  let reads = 0;
  const store: Pick<KnowledgeStore, 'readySources' | 'vectors' | 'texts'> = {
    readySources: async (id) =>
      id === 'hotel' ? [{ id: 's1', name: 'handbook.pdf', url: 'https://a.example/h.pdf' }] : [],
    async vectors(_, from, limit) {
      reads++;
      return rows.slice(from, from + limit);
    },
    texts: async (ids) => new Map(passages.filter(([id]) => ids.includes(id))),
  };
  return { store, reads: () => reads };
}
