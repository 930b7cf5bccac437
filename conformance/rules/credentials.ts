import { claimsOf } from '../contract/jwt.js';
import { REQUESTS, SESSIONS } from '../contract/paths.js';
import { livekitCredentials, session } from '../contract/shapes.js';
import { expectSame, expectThat, NotShown, shaped, succeeds } from '../suite/expect.js';
import { rule, type Section } from '../suite/rule.js';
import type { Run } from '../suite/run.js';
import { askForSession, newSession, someSession } from '../suite/sessions.js';

/** Clients may use their credentials until so long after the session's end. */
const GRACE_S = 60;

async function credentialsOf(run: Run) {
  return shaped((await someSession(run)).credentials, livekitCredentials, 'data.credentials');
}

/** A session in the room that the caller has brought, and what its credentials say. */
async function inOwnRoom(run: Run) {
  const { room } = run.environment;
  if (room === null) {
    throw new NotShown('ROOM_URL and ROOM_TOKEN are not set');
  }
  const { url: livekit_url, token: livekit_token } = room;
  const reply = await askForSession(run, {
    stream_type: 'livekit',
    credentials: { livekit_url, livekit_token },
  });
  return { room, reply, made: succeeds(reply, session) };
}

export const credentials: Section = {
  title: 'Credentials',
  rules: [
    rule('livekit: all five are there, and livekit_url is ws or wss', async (run) => {
      await credentialsOf(run);
    }),
    rule('livekit_url has the host of the request, or of PUBLIC_URL', async (run) => {
      const { livekit_url } = await credentialsOf(run);
      const [own, base] = [new URL(livekit_url), new URL(run.baseUrl)];
      if (own.host !== base.host) {
        throw new NotShown(`clients of this server are sent to ${own.origin}`);
      }
      expectSame(own.protocol, base.protocol.replace('http', 'ws'), 'scheme of livekit_url');
    }),
    rule('livekit_token names the room and the client', async (run) => {
      const { livekit_token, livekit_room_name, livekit_client_identity } = await credentialsOf(run);
      const { video, sub } = claimsOf(livekit_token);
      expectSame(video?.room, livekit_room_name, 'room of the token');
      expectSame(sub, livekit_client_identity, 'identity of the token');
    }),
    rule('livekit_token allows joining, publishing, sending data and subscribing', async (run) => {
      const { video } = claimsOf((await credentialsOf(run)).livekit_token);
      expectSame(video?.roomJoin, true, 'roomJoin');
      // What a token does not mention it allows.
      for (const grant of ['canPublish', 'canPublishData', 'canSubscribe'] as const) {
        expectThat(video?.[grant] !== false, `${grant}: true`, `${grant}: false`);
      }
    }),
    rule('livekit_token is good at once: the media server’s /rtc/validate says so', async (run) => {
      const { livekit_url, livekit_token } = await credentialsOf(run);
      const url = `${livekit_url.replace(/^ws/, 'http').replace(/\/+$/, '')}/rtc/validate`;
      const reply = await run.anonymous.get(url, { access_token: livekit_token });
      expectThat(reply.status === 200, 'HTTP 200', `HTTP ${reply.status} ${reply.text}`);
      const other = await run.anonymous.get(url, { access_token: `${livekit_token.slice(0, -6)}AAAAAA` });
      expectThat(other.status !== 200, 'a changed token refused', `HTTP ${other.status} ${other.text}`);
    }),
    rule('session/detail has the same credentials as session/create', async (run) => {
      const made = await someSession(run);
      const shown = succeeds(await run.api.get(SESSIONS.detail, { id: made._id }), session);
      expectSame(
        shaped(shown.credentials, livekitCredentials, 'data.credentials').livekit_room_name,
        made.credentials.livekit_room_name,
        'livekit_room_name',
      );
    }),
    rule(`livekit_token is valid until ${GRACE_S} s after the session’s end`, async (run) => {
      const duration = 600;
      const made = await newSession(run, { duration });
      const { livekit_token } = shaped(made.credentials, livekitCredentials, 'data.credentials');
      const { exp } = claimsOf(livekit_token);
      const leastS = Math.floor((made.started_at ?? made.created_at) / 1000) + duration + GRACE_S;
      expectThat(exp >= leastS, `exp ${leastS} or later`, `exp ${exp}`);
      if (made.status === 2) {
        expectThat(exp <= leastS + GRACE_S, `exp about ${leastS}`, `exp ${exp}, ${exp - leastS} s later`);
      }
    }),
    rule('two sessions have rooms, identities and tokens of their own', async (run) => {
      const [first, second] = [await someSession(run), await newSession(run, { duration: 600 })].map((made) =>
        shaped(made.credentials, livekitCredentials, 'data.credentials'),
      );
      for (const field of ['livekit_room_name', 'livekit_client_identity', 'livekit_token'] as const) {
        expectThat(first?.[field] !== second?.[field], `${field} differs`, 'the same');
      }
    }),
    rule(
      'a room of the caller’s: url repeated, room and server named, token and client empty',
      async (run) => {
        const { room, made } = await inOwnRoom(run);
        const { video, sub } = claimsOf(room.token);
        for (const [field, value] of Object.entries({
          livekit_room_name: video?.room,
          livekit_server_identity: sub,
          livekit_token: '',
          livekit_client_identity: '',
        })) {
          expectSame(made.credentials[field], value, field);
        }
        expectSame(made.credentials.livekit_url, room.url, 'livekit_url');
      },
    ),
    rule('the caller’s room token is echoed nowhere', async (run) => {
      const { room, reply, made } = await inOwnRoom(run);
      const paths = [`${SESSIONS.detail}?id=${made._id}`, SESSIONS.list, REQUESTS];
      for (const { path, text } of [
        reply,
        ...(await Promise.all(paths.map((path) => run.api.send('GET', path)))),
      ]) {
        expectThat(!text.includes(room.token), 'no token', `${path} repeats it`);
      }
    }),
  ],
};
