import { REQUESTS, SESSIONS, STOCK_AVATAR } from '../contract/paths.js';
import { requestList } from '../contract/shapes.js';
import { expectThat, refuses, succeeds } from '../suite/expect.js';
import { rule, type Section } from '../suite/rule.js';
import type { Run } from '../suite/run.js';

/** What the log has of the latest call of session/create. */
export async function lastCreate(run: Run) {
  const { result } = succeeds(await run.api.get(REQUESTS, { size: 20 }), requestList);
  const logged = result.find(({ path }) => path === SESSIONS.create);
  expectThat(logged, 'the call in the request log', 'it is not there');
  return logged;
}

export const requestLog: Section = {
  title: 'Request log',
  rules: [
    rule('has a refused call, with the field and the rule that it broke', async (run) => {
      const body = { avatar_id: STOCK_AVATAR, duration: 3601 };
      refuses(await run.api.post(SESSIONS.create, body), 1003);
      const { code, broken } = await lastCreate(run);
      expectThat(
        code === 1003 && broken.some(({ field, rule }) => field === 'duration' && rule !== ''),
        'code 1003, and the rule of duration under broken',
        JSON.stringify({ code, broken }),
      );
    }),
    rule('has every wrong field, where msg names the first', async (run) => {
      const body = { avatar_id: STOCK_AVATAR, duration: 3601, mode_type: 3 };
      refuses(await run.api.post(SESSIONS.create, body), 1003);
      const fields = (await lastCreate(run)).broken.map(({ field }) => field);
      expectThat(
        fields.includes('duration') && fields.includes('mode_type'),
        'duration and mode_type',
        fields.join(', '),
      );
    }),
  ],
};
