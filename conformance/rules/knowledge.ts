import { KNOWLEDGE, UNKNOWN_ID } from '../contract/paths.js';
import { knowledgeBase, knowledgeList } from '../contract/shapes.js';
import type { Query } from '../suite/api.js';
import { expectSame, expectThat, NotShown, refuses, succeeds } from '../suite/expect.js';
import { type Rule, rule, type Section } from '../suite/rule.js';
import type { Run } from '../suite/run.js';
import { uploadText } from '../suite/uploads.js';

const MIB = 2 ** 20;

let serial = 0;
function freshName(): string {
  serial += 1;
  return `conformance ${Date.now()} ${serial}`;
}

async function create(run: Run, fields: object = {}) {
  return succeeds(await run.api.post(KNOWLEDGE.create, { name: freshName(), ...fields }), knowledgeBase);
}

async function detail(run: Run, id: string) {
  return succeeds(await run.api.get(KNOWLEDGE.detail, { id }), knowledgeBase);
}

async function list(run: Run, query: Query = {}) {
  return succeeds(await run.api.get(KNOWLEDGE.list, query), knowledgeList);
}

async function systemBase(run: Run): Promise<string> {
  const [found] = await list(run, { from: 1 });
  if (!found) {
    throw new NotShown('the server has no knowledge base of its own');
  }
  return found._id;
}

/** Wrong values of a field, for create and update alike. */
function wrong(field: string, shown: string, values: readonly unknown[], named = field): Rule {
  return rule(`${field}: ${shown} answers 1003 naming it`, async (run) => {
    const { _id } = await create(run);
    for (const value of values) {
      refuses(await run.api.post(KNOWLEDGE.create, { name: freshName(), [field]: value }), 1003, named);
      refuses(await run.api.post(KNOWLEDGE.update, { id: _id, [field]: value }), 1003, named);
    }
  });
}

const doc = (fields: object = {}) => ({
  name: 'a.pdf',
  url: 'https://example.com/a.pdf',
  size: 1000,
  ...fields,
});
/** Together larger than documents may be. */
const TOO_MUCH = Array.from({ length: 6 }, (_, at) =>
  doc({ url: `https://example.com/${at}.pdf`, size: 100 * MIB }),
);

const reading: Rule[] = [
  rule('create answers with the knowledge base, of the user', async (run) => {
    const name = freshName();
    const made = await create(run, { name, prologue: 'Welcome.', prompt: 'Be brief.' });
    expectSame(
      [made.name, made.prologue, made.prompt, made.from, made.docs, made.urls],
      [name, 'Welcome.', 'Be brief.', 2, [], []],
      'what was asked for',
    );
  }),
  rule('detail shows what create has answered', async (run) => {
    const made = await create(run);
    expectSame(await detail(run, made._id), made, 'the knowledge base');
  }),
  rule('list is an array that has it', async (run) => {
    const { _id } = await create(run);
    const found = await list(run, { page: 1, size: 10 });
    expectThat(
      found.some((base) => base._id === _id),
      `${_id} in the list`,
      'it is not there',
    );
  }),
  rule('list filters by name', async (run) => {
    const { _id, name } = await create(run);
    expectSame(
      (await list(run, { name })).map((base) => base._id),
      [_id],
      'ids',
    );
  }),
  ...[1, 2].map((from) =>
    rule(`list?from=${from} has such bases alone`, async (run) => {
      await create(run);
      const found = await list(run, { from });
      expectSame(found.filter((base) => base.from !== from).length, 0, 'others');
      expectThat(from === 1 || found.length > 0, 'one’s own', 'none');
    }),
  ),
  rule('list?from=3 answers 1003 naming from', async (run) => {
    refuses(await run.api.get(KNOWLEDGE.list, { from: 3 }), 1003, 'from');
  }),
  rule('an uploaded document is taken, with its name and size', async (run) => {
    const kept = await uploadText(run, 'handbook.txt', 'The office opens at nine.');
    const { docs } = await create(run, { docs: [{ name: kept.name, url: kept.url, size: kept.size }] });
    expectSame(docs, [{ name: 'handbook.txt', url: kept.url, size: kept.size }], 'docs');
  }),
];

const writing: Rule[] = [
  rule('update changes what it mentions, and nothing else', async (run) => {
    const made = await create(run, { prologue: 'Welcome.', prompt: 'Be brief.' });
    const changed = succeeds(
      await run.api.post(KNOWLEDGE.update, { id: made._id, prompt: 'Be kind.' }),
      knowledgeBase,
    );
    expectSame(
      [changed.name, changed.prologue, changed.prompt],
      [made.name, 'Welcome.', 'Be kind.'],
      'fields',
    );
    expectSame(await detail(run, made._id), changed, 'detail');
    expectThat(changed.update_time >= made.update_time, 'a later update_time', `${changed.update_time}`);
  }),
  rule('a prologue of "" clears it', async (run) => {
    const { _id } = await create(run, { prologue: 'Welcome.' });
    succeeds(await run.api.post(KNOWLEDGE.update, { id: _id, prologue: '' }));
    expectSame((await detail(run, _id)).prologue, '', 'prologue');
  }),
  rule('names of 100, prologues of 2000 and prompts of 10,000 characters are allowed', async (run) => {
    const limits = {
      name: freshName().padEnd(100, '.'),
      prologue: 'p'.repeat(2000),
      prompt: 'q'.repeat(10_000),
    };
    const { name, prologue, prompt } = await create(run, limits);
    expectSame({ name, prologue, prompt }, limits, 'what was asked for');
  }),
  rule('name is required: 1003 naming it', async (run) => {
    refuses(await run.api.post(KNOWLEDGE.create, { prompt: 'Be brief.' }), 1003, 'name');
    refuses(await run.api.post(KNOWLEDGE.create, { name: '' }), 1003, 'name');
  }),
  wrong('name', '101 characters, 7', ['n'.repeat(101), 7]),
  wrong('prologue', '2001 characters, 7', ['p'.repeat(2001), 7]),
  wrong('prompt', '10,001 characters, 7', ['q'.repeat(10_001), 7]),
  wrong(
    'docs',
    '"x", one without url, a URL that is none',
    ['x', [{ name: 'a.pdf' }], [doc({ url: 'x' })]],
    'docs',
  ),
  wrong('docs', 'a document of more than 100 MB', [[doc({ size: 100 * MIB + 1 })]], 'size'),
  wrong(
    'docs',
    'a document that cannot be read, by its name',
    [[doc({ name: 'a.exe', url: 'https://example.com/a.exe' })]],
    'docs',
  ),
  wrong('docs', 'a file that is not there', [[doc({ url: `avatarium:file/${UNKNOWN_ID}` })]], 'docs'),
  wrong('urls', '"x", a URL that is none', ['x', ['not a url'], [7]], 'urls'),
  rule('documents of more than 500 MB together answer 1234 on create, 1235 on update', async (run) => {
    const { _id } = await create(run);
    refuses(await run.api.post(KNOWLEDGE.create, { name: freshName(), docs: TOO_MUCH }), 1234);
    refuses(await run.api.post(KNOWLEDGE.update, { id: _id, docs: TOO_MUCH }), 1235);
  }),
  rule('a name that is taken answers 1233', async (run) => {
    const [first, second] = [await create(run), await create(run)];
    refuses(await run.api.post(KNOWLEDGE.create, { name: first.name }), 1233);
    refuses(await run.api.post(KNOWLEDGE.update, { id: second._id, name: first.name }), 1233);
  }),
];

const deleting: Rule[] = [
  rule('delete takes the id in a JSON body', async (run) => {
    const { _id } = await create(run);
    succeeds(await run.api.send('DELETE', KNOWLEDGE.delete, { json: { id: _id } }));
    refuses(await run.api.get(KNOWLEDGE.detail, { id: _id }), 1232);
  }),
  rule('delete takes the id in the query', async (run) => {
    const { _id } = await create(run);
    succeeds(await run.api.send('DELETE', `${KNOWLEDGE.delete}?id=${_id}`));
    refuses(await run.api.get(KNOWLEDGE.detail, { id: _id }), 1232);
    const ids = (await list(run, { from: 2, size: 100 })).map((base) => base._id);
    expectThat(!ids.includes(_id), `${_id} in no list`, 'it is still there');
  }),
  ...[UNKNOWN_ID, 'no-id'].map((id) =>
    rule(`detail, update and delete of ${id} answer 1232`, async (run) => {
      refuses(await run.api.get(KNOWLEDGE.detail, { id }), 1232);
      refuses(await run.api.post(KNOWLEDGE.update, { id, name: freshName() }), 1232);
      refuses(await run.api.send('DELETE', KNOWLEDGE.delete, { json: { id } }), 1232);
    }),
  ),
  rule('detail, update and delete without an id answer 1003 naming it', async (run) => {
    refuses(await run.api.get(KNOWLEDGE.detail), 1003, 'id');
    refuses(await run.api.post(KNOWLEDGE.update, { name: freshName() }), 1003, 'id');
    refuses(await run.api.send('DELETE', KNOWLEDGE.delete), 1003, 'id');
    refuses(await run.api.send('DELETE', KNOWLEDGE.delete, { json: { id: '' } }), 1003, 'id');
  }),
  rule('a knowledge base of the server can be seen, not changed: 1009', async (run) => {
    const id = await systemBase(run);
    expectSame((await detail(run, id)).from, 1, 'from');
    refuses(await run.api.post(KNOWLEDGE.update, { id, name: freshName() }), 1009);
    refuses(await run.api.send('DELETE', KNOWLEDGE.delete, { json: { id } }), 1009);
  }),
];

export const knowledge: Section = { title: 'Knowledge', rules: [...reading, ...writing, ...deleting] };
