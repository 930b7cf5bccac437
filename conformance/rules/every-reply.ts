import { STRICT_STATUS } from '../contract/codes.js';
import { KEYS, TOKEN } from '../contract/paths.js';
import type { Reply } from '../suite/api.js';
import { describe, expectThat, NotShown } from '../suite/expect.js';
import { statusMode } from '../suite/probe.js';
import { type Rule, rule, type Section } from '../suite/rule.js';
import type { Run } from '../suite/run.js';
import { ELEVENLABS_KEY } from './session-create.js';

/** Of fewer replies nothing much can be told. */
const LEAST_REPLIES = 50;

/** Looks back on every answer that the calls of this run have got. */
function always(name: string, expected: string, holds: (reply: Reply, run: Run) => boolean): Rule {
  return rule(name, async (run) => {
    const replies = run.replies.filter(({ path }) => path.startsWith('/api/'));
    const broken = replies.filter((reply) => !holds(reply, run));
    expectThat(
      broken.length === 0,
      expected,
      `${broken.length} of ${replies.length} replies, the first: ${broken[0] && describe(broken[0])}`,
    );
    if (replies.length < LEAST_REPLIES) {
      throw new NotShown(`there were only ${replies.length} replies: run other rules too`);
    }
  });
}

const isPreflight = ({ method }: Reply) => method === 'OPTIONS';
const isSimulated = ({ msg }: Reply) => /simulated/.test(msg ?? '');

export const everyReply: Section = {
  title: 'All replies of this run',
  rules: [
    always('are envelopes: {code: integer, msg: string}', 'an envelope', (reply) => {
      return isPreflight(reply) || (Number.isInteger(reply.code) && reply.msg !== null);
    }),
    always(
      'have data when they are successes',
      'data, with code 1000',
      ({ code, body }) => code !== 1000 || (body as { data?: unknown }).data !== undefined,
    ),
    always('have a code of the contract', 'a code of its table', ({ code }) => {
      return code === null || code === 1000 || STRICT_STATUS[code] !== undefined;
    }),
    rule('have the HTTP status of their code', async (run) => {
      const strict = (await statusMode(run)) === 'strict';
      await always('', 'HTTP 200, or in strict mode the status of the code', (reply) => {
        const { code, status } = reply;
        const wanted = strict && code !== null && code !== 1000 ? STRICT_STATUS[code] : 200;
        return isPreflight(reply) || status === wanted;
      }).check(run);
    }),
    always('are no 1218, whatever was asked', 'no unexpected error', (reply) => {
      return reply.code !== 1218 || isSimulated(reply);
    }),
    always('repeat no secret', 'neither a key nor a caller’s token', ({ method, path, text }, run) => {
      const isIssue = path === TOKEN || (method === 'POST' && path.startsWith(KEYS));
      const isLeaked = (secret: string) => text.includes(secret);
      return isIssue || ![...run.secrets, ELEVENLABS_KEY].some(isLeaked);
    }),
  ],
};
