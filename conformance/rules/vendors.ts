import { LOCAL_JOINS, SESSIONS } from '../contract/paths.js';
import {
  agoraCredentials,
  localJoin,
  type Session,
  session,
  sessionList,
  trtcCredentials,
} from '../contract/shapes.js';
import { agoraClaimsOf, userSigClaimsOf, type VendorClaims } from '../contract/vendor-tokens.js';
import { expectSame, expectThat, NotShown, refuses, shaped, succeeds } from '../suite/expect.js';
import { type Rule, rule, type Section } from '../suite/rule.js';
import type { Run } from '../suite/run.js';
import { askForSession } from '../suite/sessions.js';

type Vendor = 'agora' | 'trtc';

const DURATION_S = 600;
/** Clients may use their credentials until so long after the session's end. */
const GRACE_S = 60;

/** A session of the type. @throws NotShown where the server has none of it and says so as documented */
function sessionOf(run: Run, type: Vendor): Promise<Session> {
  return run.once(`session of ${type}`, async () => {
    const reply = await askForSession(run, { stream_type: type, duration: DURATION_S });
    if (reply.code !== 1000) {
      refuses(reply, 1003, 'stream_type');
      throw new NotShown(`the server has no sessions of ${type}`);
    }
    return succeeds(reply, session);
  });
}

/** What a client hands to its SDK, and what the token in it says. */
interface Given {
  appId: string;
  channel: string;
  userId: string;
  token: string;
  claims: VendorClaims;
  /** Of the exchange, for clients that use a stand-in of the SDK. */
  request: Record<string, unknown>;
}

const GIVEN: Record<Vendor, (made: Session) => Given> = {
  agora(made) {
    const sent = shaped(made.credentials, agoraCredentials, 'data.credentials');
    const { agora_app_id: app_id, agora_channel: channel, agora_token: token, agora_uid: uid } = sent;
    return {
      appId: app_id,
      channel,
      userId: String(uid),
      token,
      claims: agoraClaimsOf(token),
      request: { app_id, channel, token, uid },
    };
  },
  trtc(made) {
    const sent = shaped(made.credentials, trtcCredentials, 'data.credentials');
    const { trtc_sdk_app_id: sdk_app_id, trtc_sdk_room_id: room_id } = sent;
    const { trtc_sdk_user_id: user_id, trtc_sdk_user_sig: user_sig } = sent;
    return {
      appId: String(sdk_app_id),
      channel: room_id,
      userId: user_id,
      token: user_sig,
      claims: userSigClaimsOf(user_sig),
      request: { sdk_app_id, room_id, user_id, user_sig },
    };
  },
};

async function givenOf(run: Run, type: Vendor): Promise<Given> {
  return GIVEN[type](await sessionOf(run, type));
}

/** The fields of the exchange, each with a value that does not belong to the token. */
const FOREIGN: Record<Vendor, Record<string, unknown>> = {
  agora: { app_id: 'f'.repeat(32), channel: 'session-0123456789abcdef01234567', uid: 1 },
  trtc: { sdk_app_id: 1, user_id: 'client-0123456789abcdef01234567', room_id: '1' },
};

async function joinOf(run: Run, type: Vendor) {
  const made = await sessionOf(run, type);
  if (made.local !== true) {
    throw new NotShown(`sessions of ${type} go through the vendor's cloud here`);
  }
  const { request } = GIVEN[type](made);
  return { made, join: (change = {}) => run.anonymous.post(LOCAL_JOINS[type], { ...request, ...change }) };
}

function ofBoth(type: Vendor): Rule[] {
  const tokenField = type === 'agora' ? 'token' : 'user_sig';
  return [
    rule(
      `${type}: the token names app, user and, where it names one, channel of the credentials`,
      async (run) => {
        const { claims, appId, channel, userId } = await givenOf(run, type);
        expectSame([claims.appId, claims.userId], [appId, userId], 'app and user of the token');
        expectSame(claims.channel ?? channel, channel, 'channel of the token');
      },
    ),
    rule(`${type}: the token is valid until ${GRACE_S} s after the session’s end`, async (run) => {
      const made = await sessionOf(run, type);
      const { exp } = (await givenOf(run, type)).claims;
      const leastS = Math.floor((made.started_at ?? made.created_at) / 1000) + DURATION_S + GRACE_S;
      expectThat(exp >= leastS, `the end at ${leastS} or later`, String(exp));
      if (made.status === 2) {
        expectThat(exp <= leastS + GRACE_S, `the end at about ${leastS}`, `${exp}, ${exp - leastS} s later`);
      }
    }),
    rule(`${type}: session/detail and session/list have the same credentials`, async (run) => {
      const made = await sessionOf(run, type);
      const detail = succeeds(await run.api.get(SESSIONS.detail, { id: made._id }), session);
      const { result } = succeeds(await run.api.get(SESSIONS.list), sessionList);
      const listed = result.find(({ _id }) => _id === made._id);
      for (const shown of [detail, listed]) {
        expectSame(shown?.credentials, made.credentials, 'credentials');
        expectSame(shown?.local, made.local, 'local');
      }
    }),
    rule(`${type}: a local session is joined with its token, without an API key`, async (run) => {
      const { made, join } = await joinOf(run, type);
      const { userId, claims } = GIVEN[type](made);
      const joined = succeeds(await join(), localJoin);
      expectSame(joined.identity, userId, 'identity');
      expectThat(
        joined.avatar_identity !== userId,
        'an avatar that is somebody else',
        joined.avatar_identity,
      );
      expectSame(joined.expires_at, claims.exp * 1000, 'expires_at');
    }),
    ...Object.entries(FOREIGN[type]).map(([field, value]) =>
      rule(`${type}: joining with another ${field} answers 1003 naming it`, async (run) => {
        const { join } = await joinOf(run, type);
        refuses(await join({ [field]: value }), 1003, field);
      }),
    ),
    rule(`${type}: joining with a changed token answers 1101, without one 1003`, async (run) => {
      const { made, join } = await joinOf(run, type);
      const { token } = GIVEN[type](made);
      refuses(await join({ [tokenField]: `${token.slice(0, -8)}AAAAAAAA` }), 1101);
      refuses(await join({ [tokenField]: 'x' }), 1101);
      refuses(await join({ [tokenField]: undefined }), 1003, tokenField);
    }),
    rule(`${type}: joining a session that was closed answers 1216`, async (run) => {
      const { made, join } = await joinOf(run, type);
      succeeds(await run.api.post(SESSIONS.close, { id: made._id }));
      run.forget(`session of ${type}`);
      refuses(await join(), 1216);
    }),
  ];
}

export const vendors: Section = {
  title: 'Agora and TRTC',
  rules: [
    rule(
      'agora: its credentials and no others, under stream_urls too, or 1003 naming stream_type',
      async (run) => {
        const made = await sessionOf(run, 'agora');
        const sent = shaped(made.credentials, agoraCredentials.strict(), 'data.credentials');
        expectSame(made.stream_urls, sent, 'stream_urls');
      },
    ),
    ...ofBoth('agora'),
    rule('trtc: both sets of its names and no others, or 1003 naming stream_type', async (run) => {
      const made = await sessionOf(run, 'trtc');
      const sent = shaped(made.credentials, trtcCredentials.strict(), 'data.credentials');
      for (const name of ['app_id', 'room_id', 'user_id', 'user_sig'] as const) {
        expectSame(sent[`trtc_${name}`], sent[`trtc_sdk_${name}`], `trtc_${name}`);
      }
    }),
    rule('trtc: the room id is a number’s digits, and the user id has at most 32 bytes', async (run) => {
      const { channel, userId } = await givenOf(run, 'trtc');
      expectSame(String(Number(channel)), channel, 'trtc_sdk_room_id');
      expectThat(Number(channel) > 0 && Number(channel) < 2 ** 32, 'a number of 32 bits', channel);
      expectThat(Buffer.byteLength(userId) <= 32, 'at most 32 bytes', userId);
    }),
    ...ofBoth('trtc'),
    rule('livekit: no vendor’s fields in the credentials, no stream_urls and no local', async (run) => {
      const made = succeeds(await askForSession(run, { stream_type: 'livekit' }), session);
      const foreign = Object.keys(made.credentials).filter((name) => !name.startsWith('livekit_'));
      expectSame(foreign, [], 'other fields');
      expectSame([made.stream_urls, made.local], [undefined, undefined], 'stream_urls and local');
    }),
  ],
};
