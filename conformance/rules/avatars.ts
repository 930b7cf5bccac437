import { setTimeout as sleep } from 'node:timers/promises';
import { AVATAR_FAILURES } from '../contract/codes.js';
import { AVATARS, SESSIONS, STOCK_AVATAR, UNKNOWN_ID } from '../contract/paths.js';
import { avatar, avatarList } from '../contract/shapes.js';
import { expectSame, expectThat, NotShown, refuses, succeeds } from '../suite/expect.js';
import { type Rule, rule, type Section } from '../suite/rule.js';
import type { Run } from '../suite/run.js';
import { uploadText } from '../suite/uploads.js';

/** How long an import may take that has to find out no more than that its source is no picture. */
const IMPORT_TIMEOUT_MS = 20_000;
const POLL_MS = 200;
const UNSETTLED = [1, 2];

let serial = 0;
function freshId(): string {
  serial += 1;
  return `conformance-${Date.now()}_${serial}`;
}

/** A source that is taken, and that no avatar can be made from. */
function noPicture(run: Run): Promise<string> {
  return run.once('no picture', async () => (await uploadText(run, 'portrait.png', 'no picture at all')).url);
}

async function request(run: Run, fields: object = {}) {
  const body = { url: await noPicture(run), avatar_id: freshId(), name: 'Conformance', type: 2, url_from: 1 };
  return { ...body, ...fields };
}

async function create(run: Run, fields: object = {}) {
  return succeeds(await run.api.post(AVATARS.create, await request(run, fields)), avatar);
}

async function official(run: Run) {
  const { result } = succeeds(await run.api.get(AVATARS.list, { platform: 'open' }), avatarList);
  const found = result.find(({ from }) => from === 2);
  if (!found) {
    throw new NotShown('the server has no official avatar');
  }
  return found;
}

function wrong(field: string, values: readonly unknown[]): Rule {
  const shown = values.map((value) => (value === undefined ? 'none' : JSON.stringify(value))).join(', ');
  return rule(`avatar/create: ${field} ${shown} answers 1003 naming it`, async (run) => {
    for (const value of values) {
      refuses(await run.api.post(AVATARS.create, await request(run, { [field]: value })), 1003, field);
    }
  });
}

export const avatars: Section = {
  title: 'Avatars',
  rules: [
    rule('avatar/list has {count, result} of avatars', async (run) => {
      const { count, result } = succeeds(
        await run.api.get(AVATARS.list, { platform: 'open', page: 1, size: 100 }),
        avatarList,
      );
      expectThat(
        count >= result.length && result.length > 0,
        'avatars, and a count of all',
        `count ${count}`,
      );
    }),
    rule('v4 avatar/detail finds an avatar by avatar_id', async (run) => {
      const listed = await official(run);
      const shown = succeeds(await run.api.get(AVATARS.detail, { avatar_id: listed.avatar_id }), avatar);
      expectSame(shown, listed, 'the avatar');
    }),
    rule('v3 avatar/detail finds it by id, and by avatar_id', async (run) => {
      const listed = await official(run);
      for (const query of [{ id: listed._id }, { avatar_id: listed.avatar_id }]) {
        expectSame(succeeds(await run.api.get(AVATARS.detailV3, query), avatar)._id, listed._id, '_id');
      }
    }),
    rule('an unknown avatar answers 1008', async (run) => {
      refuses(await run.api.get(AVATARS.detail, { avatar_id: 'nobody_has_this_avatar' }), 1008);
      refuses(await run.api.get(AVATARS.detailV3, { id: UNKNOWN_ID }), 1008);
      refuses(await run.api.send('DELETE', `${AVATARS.own}/${UNKNOWN_ID}`), 1008);
    }),
    rule('avatar/detail without an id answers 1003', async (run) => {
      refuses(await run.api.get(AVATARS.detail), 1003, 'avatar_id');
      refuses(await run.api.get(AVATARS.detailV3), 1003);
    }),
    rule('the thumbnail of an official avatar is a picture, outside of the envelope', async (run) => {
      const { thumbnailUrl } = await official(run);
      const reply = await run.anonymous.send('GET', thumbnailUrl);
      const type = reply.headers.get('content-type') ?? '';
      expectThat(
        reply.status === 200 && type.startsWith('image/'),
        'HTTP 200 of image/…',
        `${reply.status} ${type}`,
      );
    }),
    rule('avatar/create answers with the avatar, of the user, in state 1 to 4', async (run) => {
      const asked = await request(run);
      const made = succeeds(await run.api.post(AVATARS.create, asked), avatar);
      expectSame(
        [made.avatar_id, made.name, made.from],
        [asked.avatar_id, asked.name, 3],
        'what was asked for',
      );
      const { result } = succeeds(await run.api.get(AVATARS.list), avatarList);
      expectThat(
        result.some(({ _id }) => _id === made._id),
        `${made._id} in avatar/list`,
        'it is not there',
      );
    }),
    rule('avatar_id may have 64 letters, digits, "_" and "-"', async (run) => {
      await create(run, { avatar_id: `${freshId()}_`.padEnd(64, 'A-z_9') });
    }),
    wrong('url', [
      undefined,
      '',
      7,
      'not a url',
      'ftp://example.com/portrait.png',
      `avatarium:file/${UNKNOWN_ID}`,
    ]),
    wrong('avatar_id', [undefined, '', 7, 'a b', 'é', 'a/b', 'x'.repeat(65)]),
    wrong('name', [undefined, '', 7]),
    wrong('type', [1, 'x']),
    wrong('url_from', [3, 'x']),
    rule('url_from 2, a page that shows a video, answers 1003 in clear words', async (run) => {
      const fields = { url: 'https://www.youtube.com/watch?v=aaaaaaaaaaa', url_from: 2 };
      const reply = await run.api.post(AVATARS.create, await request(run, fields));
      refuses(reply, 1003);
      expectThat((reply.msg ?? '').length >= 20, 'a msg that explains', reply);
    }),
    rule('an avatar_id that is taken answers 1222', async (run) => {
      const { avatar_id } = await create(run);
      refuses(await run.api.post(AVATARS.create, await request(run, { avatar_id })), 1222);
    }),
    rule('so does the avatar_id of an official avatar', async (run) => {
      for (const avatar_id of [(await official(run)).avatar_id, STOCK_AVATAR]) {
        refuses(await run.api.post(AVATARS.create, await request(run, { avatar_id })), 1222);
      }
    }),
    rule('an avatar only moves on, and one of no picture ends in state 4 with an error', async (run) => {
      let seen = await create(run);
      const until = Date.now() + IMPORT_TIMEOUT_MS;
      while (UNSETTLED.includes(seen.status) && Date.now() < until) {
        await sleep(POLL_MS);
        const next = succeeds(await run.api.get(AVATARS.detail, { avatar_id: seen.avatar_id }), avatar);
        expectThat(next.status >= seen.status, `a state from ${seen.status} on`, `state ${next.status}`);
        seen = next;
      }
      expectSame(seen.status, 4, 'status');
      expectSame(seen.available, false, 'available');
      expectThat(
        seen.error && AVATAR_FAILURES.concat(1220).includes(seen.error.code),
        `error with a code of ${AVATAR_FAILURES.join(', ')} or 1220`,
        JSON.stringify(seen.error ?? null),
      );
    }),
    rule(
      'a session with an avatar that is not ready answers 1105 while it is made, 1008 when it failed',
      async (run) => {
        const { avatar_id } = await create(run);
        const reply = await run.api.post(SESSIONS.create, { avatar_id, duration: 60 });
        refuses(reply, [1105, 1008]);
      },
    ),
    rule('a deleted avatar is gone: 1008', async (run) => {
      for (const by of ['_id', 'avatar_id'] as const) {
        const made = await create(run);
        succeeds(await run.api.send('DELETE', `${AVATARS.own}/${made[by]}`));
        refuses(await run.api.get(AVATARS.detail, { avatar_id: made.avatar_id }), 1008);
        refuses(await run.api.send('DELETE', `${AVATARS.own}/${made[by]}`), 1008);
      }
    }),
    rule('an official avatar cannot be deleted: 1009', async (run) => {
      refuses(await run.api.send('DELETE', `${AVATARS.own}/${(await official(run)).avatar_id}`), 1009);
    }),
  ],
};
