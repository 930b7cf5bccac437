import { KNOWLEDGE_PATHS, knowledgeBase, knowledgePassages } from '@avatarium/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeId } from '../../accounts/credentials.js';
import { SYSTEM_BASES } from '../../knowledge/system-base.js';
import { OPEN_TIMEOUT_MS } from '../../storage/testing/temporary-storage.js';
import { openRig, type Rig } from '../../testing/api-rig.js';

let rig: Rig;
let own: string;
beforeAll(async () => {
  rig = await openRig();
  own = knowledgeBase.parse((await rig.post(KNOWLEDGE_PATHS.create, { name: 'Mine' })).data)._id;
}, OPEN_TIMEOUT_MS);
afterAll(() => rig.dispose());

const about = SYSTEM_BASES[0]?.id ?? '';
const search = (query: Record<string, string>, headers?: Record<string, string>) =>
  rig.get(`${KNOWLEDGE_PATHS.search}?${new URLSearchParams(query)}`, headers);

it('gives the passages that are nearest to the question, best first', async () => {
  const { data } = await search({ id: about, q: 'Which document formats can I upload?', count: '3' });
  const { count, result } = knowledgePassages.parse(data);
  expect([count, result.length]).toEqual([3, 3]);
  expect(result[0]?.text).toContain('PDF, DOC, DOCX');
  expect(result[0]?.source).toEqual({ name: 'About Avatarium', url: '' });
  const scores = result.map(({ score }) => score);
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
}, 30_000);

it('takes either name of the id, and gives five passages unless told', async () => {
  expect(await search({ id: '', _id: about, q: 'price' })).toMatchObject({ data: { count: 5 } });
}, 30_000);

it('finds nothing where nothing is indexed', async () => {
  expect(await search({ id: own, q: 'Anything?' })).toMatchObject({
    code: 1000,
    data: { count: 0, result: [] },
  });
});

it('takes a few questions of an account at a time', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => search({ id: about, q: 'price' })));
  const codes = answers.map(({ code }) => code);
  expect(codes.filter((code) => code === 1000)).toHaveLength(4);
  expect(codes.filter((code) => code === 1005)).toHaveLength(4);
  expect(await search({ id: about, q: 'price' })).toMatchObject({ code: 1000 });
}, 30_000);

it('answers for somebody else’s base as for one that is not there', async () => {
  const account = await rig.storage.accounts.ensure({ id: makeId(), name: 'other', createdAt: 0 });
  const { api_key } = await rig.keys.create(account, { name: 'main' });
  for (const id of [own, 'f'.repeat(24), 'no-id']) {
    expect(await search({ id, q: 'x' }, { 'x-api-key': api_key })).toMatchObject({
      code: 1232,
      msg: 'The knowledge base does not exist',
    });
  }
  expect(await search({ id: own, q: 'x' }, {})).toMatchObject({ code: 1102 });
});

it.each<[Record<string, string>, string]>([
  [{ id: '', q: 'x' }, 'id: is required'],
  [{}, 'q: is required'],
  [{ q: '   ' }, 'q: is required'],
  [{ q: 'x'.repeat(1001) }, 'q: '],
  [{ q: 'a\0b' }, 'q: must be well-formed text without NUL'],
  [{ q: 'x', count: '0' }, 'count: '],
  [{ q: 'x', count: '21' }, 'count: '],
  [{ q: 'x', count: 'many' }, 'count: must be a whole number'],
])('refuses %j', async (query, msg) => {
  expect(await search({ id: own, ...query })).toMatchObject({
    code: 1003,
    msg: expect.stringContaining(msg),
  });
});
