import { type ServerProcess, TEST_API_KEY } from '@avatarium/tests/support';
import { type Cost, measureCost } from '../live/load.js';
import type { SpeakingSession, Watched } from './speaking.js';

const FILES = '/api/avatarium/v1/files';
const KNOWLEDGE = '/api/open/v4/knowledge';
const TEXT_BYTES = 2_000_000;
const TOPICS = [
  'shipping',
  'returns',
  'warranty',
  'payment',
  'opening hours',
  'repairs',
  'accounts',
  'privacy',
];
const STATES = ['', 'waiting', 'indexing', 'ready', 'failed'];

interface KnowledgeData {
  _id: string;
  docs: { status: number; error: { msg: string } | null }[];
}

export interface WhileIndexing {
  cost: Cost;
  watched: Watched;
  /** How far the document was at the end. */
  state: string;
}

/** Has a text of 2 MB fetched, read, cut up and embedded while a session speaks, for `seconds` of it. */
export async function whileIndexing(
  server: ServerProcess,
  speaking: SpeakingSession,
  seconds: number,
): Promise<WhileIndexing> {
  const url = await upload(server, longText());
  const { result, watched } = await speaking.during(async () => {
    const made = await server.api.post<KnowledgeData>(`${KNOWLEDGE}/create`, {
      name: 'Everything',
      docs: [{ name: 'everything.txt', url }],
    });
    if (!made.data) throw new Error(`the knowledge base was refused: ${made.code} ${made.msg}`);
    const cost = await measureCost(server, 1, seconds);
    const { data } = await server.api.get<KnowledgeData>(`${KNOWLEDGE}/detail?id=${made.data._id}`);
    return { id: made.data._id, cost, doc: data?.docs[0] };
  });
  await server.api.post(`${KNOWLEDGE}/delete`, { id: result.id });
  const state = STATES[result.doc?.status ?? 0] ?? '';
  if (state !== 'indexing' && state !== 'ready') {
    throw new Error(
      `the document is "${state}" after ${seconds} s: ${result.doc?.error?.msg ?? 'no reason'}`,
    );
  }
  return { cost: result.cost, watched, state };
}

async function upload(server: ServerProcess, text: string): Promise<string> {
  const body = new FormData();
  body.append('file', new Blob([text], { type: 'text/plain' }), 'everything.txt');
  const headers = { 'x-api-key': TEST_API_KEY };
  const reply = await fetch(server.baseUrl + FILES, { method: 'POST', headers, body });
  const { code, msg, data } = (await reply.json()) as { code: number; msg: string; data?: { url: string } };
  if (!data) throw new Error(`the upload was refused: ${code} ${msg}`);
  return data.url;
}

function longText(): string {
  let text = '';
  for (let i = 1; text.length < TEXT_BYTES; i += 1) {
    const topic = TOPICS[i % TOPICS.length];
    text += `Rule ${i} on ${topic}: whoever asks in week ${i % 52} is told so within ${(i * 7) % 90} days.`;
    text += i % 12 === 0 ? '\n\n' : ' ';
  }
  return text;
}
