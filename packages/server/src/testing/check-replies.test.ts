import { SESSION_PATHS } from '@avatarium/contract';
import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { checkReplies } from './check-replies.js';

it('finds replies that are not as the document says', async () => {
  const app = Fastify();
  let envelope: object = {};
  app.get(SESSION_PATHS.list, () => envelope);
  const problems = checkReplies(app);
  const problemsOf = async (reply: object) => {
    envelope = reply;
    problems.length = 0;
    await app.inject({ url: SESSION_PATHS.list });
    return problems.join('\n');
  };
  const list = { code: 1000, msg: 'OK', data: { count: 0, result: [] } };
  expect(await problemsOf(list)).toBe('');
  expect(await problemsOf({ ...list, data: { count: '0', result: [] } })).toContain('count must be integer');
  expect(await problemsOf({ ...list, data: { count: 0, result: [], secret: 1 } })).toContain('additional');
  expect(await problemsOf({ ...list, token: '' })).toContain('unevaluated');
  expect(await problemsOf({ code: 1102, msg: 'No key', data: null })).toBe('');
  expect(await problemsOf({ code: 1216, msg: 'None', data: null })).toContain('1216 is not documented');
  await app.close();
});
