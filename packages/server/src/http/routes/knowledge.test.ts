import { ApiError, KNOWLEDGE_PATHS, knowledgeBase, knowledgeList } from '@avatarium/contract';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KnowledgeService } from '../../knowledge/service.js';
import { SYSTEM_BASES } from '../../knowledge/system-base.js';
import { systemClock } from '../../sessions/clock.js';
import type { Caller } from '../../storage/account-port.js';
import { addKey } from '../../storage/testing/add-key.js';
import {
  OPEN_TIMEOUT_MS,
  openTemporaryStorage,
  type TemporaryStorage,
} from '../../storage/testing/temporary-storage.js';
import { sendError } from '../envelope.js';
import { knowledgeRoutes } from './knowledge.js';

let temporary: TemporaryStorage;
let app: FastifyInstance;
let woken = 0;
beforeAll(async () => {
  temporary = await openTemporaryStorage();
  const callers = new Map<string, Caller>();
  for (const name of ['ann', 'bob', 'eve']) {
    callers.set(name, await addKey(temporary.storage, name));
  }
  const ann = callers.get('ann')?.account.id;
  app = Fastify();
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply, 'strict'));
  knowledgeRoutes(app, {
    async authenticate(request) {
      const caller = callers.get(String(request.headers['x-api-key']));
      if (!caller) {
        throw new ApiError('tokenEmpty');
      }
      return caller;
    },
    knowledge: new KnowledgeService({
      store: temporary.storage.knowledge,
      clock: systemClock,
      indexer: {
        wake: async () => {
          woken++;
        },
        review: async () => {},
      },
      index: { search: async () => [] },
      systemBases: SYSTEM_BASES,
      installedAtMs: 1,
      async checkUrl(field, url) {
        if (!url.startsWith('https://ok.example/')) {
          throw ApiError.parameter(field, 'is refused');
        }
      },
      readUpload: async (accountId, id) =>
        accountId === ann && id === 'f1'
          ? { path: '/none', name: 'handbook.pdf', contentType: 'application/pdf', sizeBytes: 123 }
          : null,
    }),
  });
}, OPEN_TIMEOUT_MS);
afterAll(async () => {
  await app.close();
  await temporary.dispose();
});

interface Answer {
  status: number;
  code: number;
  msg: string;
  data: unknown;
}

async function call(
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
  body?: object,
  key = 'ann',
): Promise<Answer> {
  const response = await app.inject({
    method,
    url,
    headers: { 'x-api-key': key },
    ...(body ? { payload: body } : {}),
  });
  return { status: response.statusCode, ...response.json<Omit<Answer, 'status'>>() };
}

const ok = 'https://ok.example';

async function create(body: object, key = 'ann') {
  const { code, msg, data } = await call('POST', KNOWLEDGE_PATHS.create, body, key);
  expect([code, msg]).toEqual([1000, 'OK']);
  return knowledgeBase.parse(data);
}

async function detail(id: string, key = 'ann') {
  return knowledgeBase.parse((await call('GET', `${KNOWLEDGE_PATHS.detail}?id=${id}`, undefined, key)).data);
}

const failed = (answer: Answer) => [answer.status, answer.code, answer.msg, answer.data];

describe('creating a knowledge base', () => {
  it('answers with the whole object, its sources waiting', async () => {
    const before = woken;
    const made = await create({
      name: ' Hotel ',
      prologue: 'Welcome!',
      prompt: 'Be brief.',
      docs: [
        { name: 'Prices.csv', url: `${ok}/download.php?id=7`, size: 2048 },
        { url: `${ok}/files/My%20Guide.pdf`, name: '' },
        { url: 'avatarium:file/f1' },
      ],
      urls: [`${ok}/faq`],
    });
    expect(made).toMatchObject({
      from: 2,
      name: 'Hotel',
      prologue: 'Welcome!',
      prompt: 'Be brief.',
      urls: [`${ok}/faq`],
    });
    expect(made.docs).toEqual([
      { name: 'Prices.csv', url: `${ok}/download.php?id=7`, size: 2048, status: 1, error: null },
      { name: 'My Guide.pdf', url: `${ok}/files/My%20Guide.pdf`, size: 0, status: 1, error: null },
      { name: 'handbook.pdf', url: 'avatarium:file/f1', size: 123, status: 1, error: null },
    ]);
    expect(made.url_states).toEqual([{ url: `${ok}/faq`, name: `${ok}/faq`, status: 1, error: null }]);
    expect(woken).toBe(before + 1);
    expect(await detail(made._id)).toEqual(made);
  });

  it('needs a name only, which is free', async () => {
    const made = await create({ name: 'Bare', docs: null, prologue: null });
    expect(made).toMatchObject({ prologue: '', prompt: '', docs: [], urls: [] });
    expect(failed(await call('POST', KNOWLEDGE_PATHS.create, { name: 'Bare' }))).toEqual([
      409,
      1233,
      'name: there is a knowledge base "Bare" already',
      null,
    ]);
    await create({ name: 'Bare' }, 'bob');
  });

  it('refuses documents that are too large together, and keeps nothing', async () => {
    const docs = [1, 2, 3, 4, 5, 6].map((at) => ({ url: `${ok}/${at}.pdf`, size: 100 * 1024 * 1024 }));
    expect(failed(await call('POST', KNOWLEDGE_PATHS.create, { name: 'Heavy', docs }))).toEqual([
      400,
      1234,
      'docs: are larger than 500 MB together',
      null,
    ]);
    await create({ name: 'Heavy', docs: docs.slice(1) });
  });

  it.each<[string, object, string]>([
    ['no name', { name: undefined }, 'name: is required'],
    ['an empty name', { name: '  ' }, 'name: '],
    ['a long name', { name: 'x'.repeat(101) }, 'name: '],
    ['a NUL in a name', { name: 'a\0b' }, 'name: must be well-formed text without NUL'],
    ['half of a character', { prompt: 'a\ud800' }, 'prompt: must be well-formed text without NUL'],
    ['a long prologue', { prologue: 'x'.repeat(2001) }, 'prologue: '],
    ['a long prompt', { prompt: 'x'.repeat(10_001) }, 'prompt: '],
    ['docs that are no list', { docs: 'a.pdf' }, 'docs: '],
    ['a document without URL', { docs: [{ name: 'a.pdf' }] }, 'docs.0.url: is required'],
    [
      'a document too large',
      { docs: [{ url: `${ok}/a.pdf`, size: 100 * 1024 * 1024 + 1 }] },
      'docs.0.size: ',
    ],
    [
      'a workbook',
      { docs: [{ url: `${ok}/a`, name: 'Prices.xlsx' }] },
      'docs.0.name: must be one of PDF, DOC, DOCX',
    ],
    [
      'a workbook by its address',
      { docs: [{ url: `${ok}/a.xlsx`, name: 'Prices.xlsx' }] },
      'docs.0.name: must be one of',
    ],
    [
      'a refused document',
      { docs: [{ url: `${ok}/a.pdf` }, { url: 'ftp://a/b.pdf' }] },
      'docs.1.url: is refused',
    ],
    ['a refused page', { urls: ['http://10.0.0.1/'] }, 'urls.0: is refused'],
    ['a page twice', { urls: [`${ok}/a`, `${ok}/b`, `${ok}/a`] }, 'urls.2: is given twice'],
    ['too many pages', { urls: Array.from({ length: 101 }, (_, at) => `${ok}/${at}`) }, 'urls: '],
    [
      'an unknown upload',
      { docs: [{ url: 'avatarium:file/f2' }] },
      'docs.0.url: names a file that is not on this server',
    ],
    ['an upload as a page', { urls: ['avatarium:file/f1'] }, 'urls.0: is refused'],
  ])('refuses %s', async (_, body, msg) => {
    const answer = await call('POST', KNOWLEDGE_PATHS.create, { name: 'Refused', ...body });
    expect([answer.status, answer.code, answer.data]).toEqual([400, 1003, null]);
    expect(answer.msg.startsWith(msg), answer.msg).toBe(true);
  });

  it("does not see another account's uploads", async () => {
    const answer = await call(
      'POST',
      KNOWLEDGE_PATHS.create,
      { name: 'Thief', docs: [{ url: 'avatarium:file/f1' }] },
      'bob',
    );
    expect(answer).toMatchObject({ code: 1003, msg: 'docs.0.url: names a file that is not on this server' });
  });
});

describe('updating a knowledge base', () => {
  it('changes what is mentioned and keeps the rest', async () => {
    const made = await create({
      name: 'Before',
      prologue: 'Hi',
      prompt: 'P',
      docs: [{ url: `${ok}/a.pdf` }],
      urls: [`${ok}/a`],
    });
    const { data } = await call('POST', KNOWLEDGE_PATHS.update, { id: made._id, prologue: '' });
    expect(knowledgeBase.parse(data)).toEqual({ ...made, prologue: '', update_time: expect.any(Number) });
    await call('POST', KNOWLEDGE_PATHS.update, { _id: made._id, name: 'After', prompt: 'Q', urls: [] });
    expect(await detail(made._id)).toMatchObject({
      name: 'After',
      prompt: 'Q',
      prologue: '',
      urls: [],
      docs: made.docs,
    });
  });

  it('indexes again only what is new or has failed', async () => {
    const made = await create({
      name: 'Partly',
      docs: ['a', 'b', 'c'].map((name) => ({ url: `${ok}/${name}.pdf` })),
    });
    const { knowledge } = temporary.storage;
    for (;;) {
      const claimed = await knowledge.claim({ owner: 'test', expiresAt: 2 ** 50 }, 0);
      if (!claimed) {
        break;
      }
      const isBad = claimed.source.url.endsWith('/b.pdf');
      await knowledge.noteSize(claimed.source.id, 'test', 77);
      const end = isBad
        ? { status: 4 as const, error: { code: 1220, msg: 'bad' } }
        : { status: 3 as const, name: claimed.source.name };
      await knowledge.finish(claimed.source.id, 'test', end);
    }
    const docs = ['d', 'b', 'a'].map((name) => ({
      url: `${ok}/${name}.pdf`,
      name: `${name.toUpperCase()}.pdf`,
    }));
    const { data } = await call('POST', KNOWLEDGE_PATHS.update, { id: made._id, docs });
    expect(knowledgeBase.parse(data).docs).toEqual([
      { name: 'D.pdf', url: `${ok}/d.pdf`, size: 0, status: 1, error: null },
      { name: 'B.pdf', url: `${ok}/b.pdf`, size: 77, status: 1, error: null },
      { name: 'A.pdf', url: `${ok}/a.pdf`, size: 77, status: 3, error: null },
    ]);
  });

  it('refuses what would break a rule, and changes nothing then', async () => {
    const docs = [1, 2, 3].map((at) => ({ url: `${ok}/${at}.pdf`, size: 100 * 1024 * 1024 }));
    await create({ name: 'Neighbour' });
    const made = await create({ name: 'Strict', docs });
    const update = async (body: object) =>
      failed(await call('POST', KNOWLEDGE_PATHS.update, { id: made._id, ...body }));
    expect(await update({ name: 'Neighbour', prompt: 'x' })).toEqual([
      409,
      1233,
      'name: there is a knowledge base "Neighbour" already',
      null,
    ]);
    const heavy = [4, 5, 6].map((at) => ({ url: `${ok}/${at}.pdf`, size: 100 * 1024 * 1024 }));
    expect(await update({ name: 'New', docs: [...docs, ...heavy] })).toEqual([
      400,
      1235,
      'docs: are larger than 500 MB together',
      null,
    ]);
    expect((await update({ name: 'x'.repeat(101) }))[1]).toBe(1003);
    expect((await update({ urls: ['file:///etc/passwd'] })).slice(1, 3)).toEqual([
      1003,
      'urls.0: is refused',
    ]);
    expect(await detail(made._id)).toEqual(made);
    // Its own name is no other's.
    expect((await update({ name: 'Strict' }))[1]).toBe(1000);
  });
});

describe('listing knowledge bases', () => {
  it('gives an array: the newest first, by page and name, the server’s own at the end', async () => {
    for (const name of ['one', 'two', 'three']) {
      await create({ name }, 'eve');
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const names = async (query: string) =>
      knowledgeList
        .parse((await call('GET', `${KNOWLEDGE_PATHS.list}?${query}`, undefined, 'eve')).data)
        .map(({ name }) => name);
    const [about = ''] = SYSTEM_BASES.map(({ name }) => name);
    expect(await names('')).toEqual(['three', 'two', 'one', about]);
    expect(await names('from=2')).toEqual(['three', 'two', 'one']);
    expect(await names('from=1&name=')).toEqual([about]);
    expect(await names('page=1&size=2')).toEqual(['three', 'two']);
    expect(await names('page=2&size=2')).toEqual(['one', about]);
    expect(await names('page=2&size=3')).toEqual([about]);
    expect(await names('page=3&size=2')).toEqual([]);
    expect(await names('name=T')).toEqual(['three', 'two', about]);
    expect(await names('name=nobody')).toEqual([]);
  });

  it.each(['page=0', 'size=0', 'size=101', 'page=x', 'from=3', `name=${'x'.repeat(101)}`])(
    'refuses %s',
    async (query) => {
      const answer = await call('GET', `${KNOWLEDGE_PATHS.list}?${query}`);
      expect(answer).toMatchObject({ code: 1003, msg: expect.stringContaining(`${query.split('=')[0]}: `) });
    },
  );
});

describe('deleting a knowledge base', () => {
  it('removes it, the id in the body or in the query', async () => {
    const [first, second] = [await create({ name: 'First' }), await create({ name: 'Second' })];
    expect((await call('DELETE', KNOWLEDGE_PATHS.delete, { id: first._id })).data).toEqual({
      _id: first._id,
    });
    expect((await call('DELETE', `${KNOWLEDGE_PATHS.delete}?id=${second._id}`)).data).toEqual({
      _id: second._id,
    });
    for (const { _id } of [first, second]) {
      expect(failed(await call('GET', `${KNOWLEDGE_PATHS.detail}?id=${_id}`)).slice(0, 2)).toEqual([
        404, 1232,
      ]);
      expect((await call('DELETE', KNOWLEDGE_PATHS.delete, { id: _id })).code).toBe(1232);
    }
    await create({ name: 'First' });
  });
});

describe("somebody else's knowledge base", () => {
  it('answers exactly as one that is not there', async () => {
    const { _id } = await create({ name: 'Private' });
    for (const id of [_id, 'f'.repeat(24), 'no-id', "' or 1=1 --", 'a\0b']) {
      const url = `${KNOWLEDGE_PATHS.detail}?id=${encodeURIComponent(id)}`;
      const expected = [404, 1232, 'The knowledge base does not exist', null];
      expect(failed(await call('GET', url, undefined, 'bob'))).toEqual(expected);
      expect(failed(await call('POST', KNOWLEDGE_PATHS.update, { id, name: 'Mine' }, 'bob'))).toEqual(
        expected,
      );
      expect(failed(await call('DELETE', KNOWLEDGE_PATHS.delete, { id }, 'bob'))).toEqual(expected);
    }
    expect(await detail(_id)).toMatchObject({ name: 'Private' });
  });

  it.each(['GET', 'POST', 'DELETE'] as const)('needs credentials and an id with %s', async (method) => {
    const url = { GET: KNOWLEDGE_PATHS.detail, POST: KNOWLEDGE_PATHS.update, DELETE: KNOWLEDGE_PATHS.delete }[
      method
    ];
    expect((await call(method, url, undefined, 'nobody')).code).toBe(1102);
    expect(failed(await call(method, url, method === 'GET' ? undefined : {})).slice(1, 3)).toEqual([
      1003,
      'id: is required',
    ]);
  });
});

describe('the knowledge base of the server itself', () => {
  it('is there for everybody to see and for nobody to change', async () => {
    const id = SYSTEM_BASES[0]?.id ?? '';
    expect(await detail(id, 'bob')).toMatchObject({ from: 1, name: 'About Avatarium', docs: [] });
    for (const answer of [
      await call('POST', KNOWLEDGE_PATHS.update, { id, name: 'Mine' }),
      await call('DELETE', KNOWLEDGE_PATHS.delete, { id }),
    ]) {
      expect([answer.status, answer.code]).toEqual([403, 1009]);
    }
  });
});
