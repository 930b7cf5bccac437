import type { KnowledgeBase } from '@avatarium/contract';
import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../api/client.js';
import { SourceEditor, type Sources } from './source-editor.js';

const ID = '0'.repeat(24);

/** A server with one knowledge base, which takes no workbooks. */
class Server {
  base: KnowledgeBase = {
    _id: ID,
    team_id: '',
    uid: 1,
    user_type: 1,
    from: 2,
    name: 'Handbook',
    prologue: '',
    prompt: '',
    docs: [],
    urls: [],
    url_states: [],
    create_time: 0,
    update_time: 0,
  };
  updates: Partial<Sources>[] = [];

  detail = async () => structuredClone(this.base);

  update = async ({ docs, urls }: Partial<Sources>) => {
    this.updates.push({ ...(docs && { docs }), ...(urls && { urls }) });
    const refused = docs?.findIndex(({ name }) => name.endsWith('.xlsx')) ?? -1;
    if (refused >= 0) throw new ApiError(1003, `docs.${refused}.name: must be one of PDF`);
    this.base = {
      ...this.base,
      ...(docs && { docs: docs.map((doc) => ({ ...doc, status: 1, error: null })) }),
      ...(urls && { urls }),
    };
    return structuredClone(this.base);
  };
}

const doc = (name: string) => ({ name, url: `avatarium:file/${name}`, size: 1 });
const names = (base: KnowledgeBase) => base.docs.map(({ name }) => name);

let server: Server;
let seen: KnowledgeBase[];
let editor: SourceEditor;
beforeEach(() => {
  server = new Server();
  seen = [];
  editor = new SourceEditor(ID, (base) => seen.push(base), server);
});

describe('changes to what a knowledge base reads', () => {
  it('do not undo each other, however closely they follow', async () => {
    await Promise.all([editor.addDoc(doc('a')), editor.addDoc(doc('b')), editor.addPages(['https://x/'])]);
    expect(names(server.base)).toEqual(['a', 'b']);
    expect(server.base.urls).toEqual(['https://x/']);
    await Promise.all([editor.removeDoc(doc('a').url), editor.addDoc(doc('c'))]);
    expect(names(server.base)).toEqual(['b', 'c']);
    expect(seen.at(-1)).toEqual(server.base);
  });

  it('are made to what others have made of it meanwhile', async () => {
    await editor.addDoc(doc('a'));
    await server.update({ docs: [doc('a'), doc('theirs')] });
    await editor.addDoc(doc('b'));
    expect(names(server.base)).toEqual(['a', 'theirs', 'b']);
  });

  it('go together while one is under way', async () => {
    await Promise.all('abcdef'.split('').map((name) => editor.addDoc(doc(name))));
    expect(names(server.base)).toEqual([...'abcdef']);
    expect(server.updates.length).toBeLessThanOrEqual(2);
  });

  it('fail alone', async () => {
    const results = await Promise.allSettled([
      editor.addDoc(doc('a')),
      editor.addDoc(doc('b.xlsx')),
      editor.addDoc(doc('c')),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(names(server.base)).toEqual(['a', 'c']);
    // Named as people know it, not by its place in a list.
    expect(results[1]).toMatchObject({ reason: { message: 'b.xlsx must be one of PDF.' } });
  });

  it('name only the list that they change, so that failures of the other are left alone', async () => {
    await editor.addPages(['https://x/', 'https://y/', 'https://x/']);
    await editor.removePage('https://y/');
    expect(server.updates).toEqual([{ urls: ['https://x/', 'https://y/'] }, { urls: ['https://x/'] }]);
    await editor.retryFailed();
    expect(server.updates.at(-1)).toEqual({ docs: [], urls: ['https://x/'] });
  });
});
