import {
  agoraCredentials,
  LOCAL_JOIN_PATHS,
  localJoin,
  requestLogList,
  type Session,
  session,
  sessionList,
  trtcCredentials,
} from '@avatarium/contract';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPEN_TIMEOUT_MS } from '../../storage/testing/temporary-storage.js';
import { openRig, type Rig } from '../../testing/api-rig.js';
import { makeAgoraToken, readAgoraToken } from '../../vendors/agora-token.js';
import { makeUserSig, readUserSig } from '../../vendors/trtc-user-sig.js';
import { seedDetailReply } from '../testing/seed-document.js';

const BASE = '/api/open/v4/liveAvatar/session';
const GRACE_S = 60;
const DURATION_S = 90;
const matchesSeed = seedDetailReply();
/** As clients of the vendors have no key of ours. */
const NO_KEY = { host: 'localhost:8080' };

let rig: Rig;
beforeAll(async () => {
  rig = await openRig({ capacity: 4, maxQueued: 4 });
}, OPEN_TIMEOUT_MS);
afterAll(() => rig.dispose());

async function create(body: object, on = rig): Promise<Session> {
  const reply = await on.post(`${BASE}/create`, { avatar_id: 'ava', duration: DURATION_S, ...body });
  expect(reply).toMatchObject({ code: 1000 });
  return session.parse(reply.data);
}

const close = (made: Session, on = rig) => on.post(`${BASE}/close`, { id: made._id });
const endsAtS = (made: Session) => Math.ceil((made.started_at ?? 0) / 1000 + DURATION_S + GRACE_S);

async function agoraSession() {
  const made = await create({ stream_type: 'agora' });
  const given = agoraCredentials.parse(made.credentials);
  const request = {
    app_id: given.agora_app_id,
    channel: given.agora_channel,
    token: given.agora_token,
    uid: given.agora_uid,
  };
  return { made, given, request };
}

async function trtcSession() {
  const made = await create({ stream_type: 'trtc' });
  const given = trtcCredentials.parse(made.credentials);
  const request = {
    sdk_app_id: given.trtc_sdk_app_id,
    user_id: given.trtc_sdk_user_id,
    user_sig: given.trtc_sdk_user_sig,
    room_id: given.trtc_sdk_room_id,
  };
  return { made, given, request };
}

const join = (type: 'agora' | 'trtc', body: object) => rig.post(LOCAL_JOIN_PATHS[type], body, NO_KEY);

describe('a local session of agora', () => {
  it('has credentials that its client can join with, under stream_urls too', async () => {
    const { made, given } = await agoraSession();
    expect(made).toMatchObject({ status: 2, stream_type: 'agora', local: true, stream_urls: given });
    expect(Object.keys(made.credentials).sort()).toEqual(Object.keys(given).sort());
    expect(given.agora_app_id).toMatch(/^[0-9a-f]{32}$/);
    expect(given.agora_channel).toBe(`session-${made._id}`);
    expect(given.agora_uid).toBeGreaterThan(0);
    expect(given.agora_uid).toBeLessThan(2 ** 31);
    const claims = readAgoraToken(given.agora_token, rig.vendors.local.agora.secret);
    const lifetimeS = endsAtS(made) - (claims?.issuedAtS ?? 0);
    expect(claims).toMatchObject({
      appId: given.agora_app_id,
      channel: given.agora_channel,
      uid: String(given.agora_uid),
      lifetimeS,
      privileges: {
        join: lifetimeS,
        publishAudio: lifetimeS,
        publishVideo: lifetimeS,
        publishData: lifetimeS,
      },
    });
    await close(made);
  });

  it('has the avatar in a room of ours, as somebody else than the client', async () => {
    const { made, given } = await agoraSession();
    const { video, sub } = decodeJwt<{ video: { room: string } }>(rig.lives.at(-1)?.options.room.token ?? '');
    expect(rig.rooms).toContain(given.agora_channel);
    expect(video.room).toBe(given.agora_channel);
    expect(sub).toMatch(/^\d+$/);
    expect(sub).not.toBe(String(given.agora_uid));
    await close(made);
    expect(rig.rooms).not.toContain(given.agora_channel);
  });

  it('is shown with the same credentials again, in the list too, as the seed has them', async () => {
    const { made, given } = await agoraSession();
    const shown = await rig.get(`${BASE}/detail?id=${made._id}`);
    expect(matchesSeed(shown), JSON.stringify(matchesSeed.errors)).toBe(true);
    expect(session.parse(shown.data)).toMatchObject({ credentials: given, local: true });
    const { result } = sessionList.parse((await rig.get(`${BASE}/list`)).data);
    expect(result.find(({ _id }) => _id === made._id)).toMatchObject({
      credentials: given,
      stream_urls: given,
    });
    await close(made);
  });

  it('is joined with its token: that gives the way into the room', async () => {
    const { made, request } = await agoraSession();
    for (const uid of [request.uid, String(request.uid)]) {
      const joined = localJoin.parse((await join('agora', { ...request, uid })).data);
      expect(joined).toMatchObject({
        livekit_url: 'ws://localhost:8080',
        identity: String(request.uid),
        expires_at: endsAtS(made) * 1000,
      });
      expect(decodeJwt(joined.livekit_token)).toMatchObject({
        sub: joined.identity,
        exp: endsAtS(made),
        video: { room: request.channel, roomJoin: true, canPublish: true, canPublishData: true },
      });
      expect(decodeJwt(rig.lives.at(-1)?.options.room.token ?? '').sub).toBe(joined.avatar_identity);
    }
    await close(made);
    expect(await join('agora', request)).toMatchObject({ code: 1216 });
  });

  it('is not joined with what does not belong together, nor with another session’s', async () => {
    const [{ made, request }, { made: other, request: others }] = [
      await agoraSession(),
      await agoraSession(),
    ];
    for (const [field, value] of [
      ['app_id', 'f'.repeat(32)],
      ['channel', others.channel],
      ['channel', 'session-000000000000000000000000'],
      ['uid', others.uid],
      ['uid', 0],
    ] as const) {
      expect(await join('agora', { ...request, [field]: value })).toMatchObject({
        code: 1003,
        msg: `${field}: is not the one that the token is for`,
      });
    }
    await close(made);
    await close(other);
  });

  it('is joined no more when the token or its privilege has run out, whatever the session', async () => {
    const { made, request } = await agoraSession();
    const { secret } = rig.vendors.local.agora;
    const claims = readAgoraToken(request.token, secret);
    if (!claims) throw new Error('the token is not ours');
    const nowS = Math.floor(rig.clock.nowMs() / 1000);
    const signed = (change: object) => ({
      ...request,
      token: makeAgoraToken({ ...claims, ...change }, secret),
    });
    const short = await join('agora', signed({ issuedAtS: nowS, lifetimeS: 30 }));
    expect(short).toMatchObject({ code: 1000, data: { expires_at: (nowS + 30) * 1000 } });
    const privileged = await join('agora', signed({ issuedAtS: nowS, privileges: { join: 20 } }));
    expect(privileged).toMatchObject({ code: 1000, data: { expires_at: (nowS + 20) * 1000 } });
    for (const change of [
      { issuedAtS: nowS - 31, lifetimeS: 30 },
      { issuedAtS: nowS - 31, privileges: { join: 30 } },
      { privileges: { publishAudio: 600 } },
    ]) {
      expect(await join('agora', signed(change))).toMatchObject({ code: 1101, msg: /expired/ });
    }
    await close(made);
  });

  it('is joined with no token but its own', async () => {
    const { made, request } = await agoraSession();
    const claims = readAgoraToken(request.token, rig.vendors.local.agora.secret);
    if (!claims) throw new Error('the token is not ours');
    for (const token of ['x', 'eyJhbGciOiJIUzI1NiJ9.e30.x', makeAgoraToken(claims, 'f'.repeat(32))]) {
      expect(await join('agora', { ...request, token })).toMatchObject({ code: 1101 });
    }
    for (const field of ['app_id', 'channel', 'token', 'uid']) {
      expect(await join('agora', { ...request, [field]: undefined })).toMatchObject({
        code: 1003,
        msg: expect.stringMatching(new RegExp(`^${field}: `)),
      });
    }
    await close(made);
  });
});

describe('a local session of trtc', () => {
  it('has credentials under both sets of names', async () => {
    const { made, given } = await trtcSession();
    expect(made).toMatchObject({ status: 2, stream_type: 'trtc', local: true });
    expect(made.stream_urls).toBeUndefined();
    expect(Object.keys(made.credentials).sort()).toEqual(Object.keys(given).sort());
    for (const name of ['app_id', 'room_id', 'user_id', 'user_sig'] as const) {
      expect(given[`trtc_${name}`]).toBe(given[`trtc_sdk_${name}`]);
    }
    expect(given.trtc_app_id).toBeGreaterThanOrEqual(1_400_000_000);
    expect(given.trtc_app_id).toBeLessThan(2_000_000_000);
    const roomId = Number(given.trtc_room_id);
    expect([String(roomId), roomId > 0, roomId < 2 ** 31]).toEqual([given.trtc_room_id, true, true]);
    expect(given.trtc_user_id).toBe(`client-${made._id}`);
    expect(Buffer.byteLength(given.trtc_user_id)).toBeLessThanOrEqual(32);
    const claims = readUserSig(given.trtc_user_sig, rig.vendors.local.trtc.secret);
    expect(claims).toMatchObject({ sdkAppId: given.trtc_app_id, userId: given.trtc_user_id });
    expect((claims?.issuedAtS ?? 0) + (claims?.lifetimeS ?? 0)).toBe(endsAtS(made));
    const shown = await rig.get(`${BASE}/detail?id=${made._id}`);
    expect(matchesSeed(shown), JSON.stringify(matchesSeed.errors)).toBe(true);
    expect(session.parse(shown.data).credentials).toEqual(given);
    await close(made);
  });

  it('is joined with its UserSig, the room named by number or by text', async () => {
    const { made, request } = await trtcSession();
    for (const room_id of [request.room_id, Number(request.room_id)]) {
      const joined = localJoin.parse((await join('trtc', { ...request, room_id })).data);
      expect(joined).toMatchObject({
        identity: `client-${made._id}`,
        avatar_identity: `avatar-${made._id}`,
        expires_at: endsAtS(made) * 1000,
      });
      expect(decodeJwt(joined.livekit_token)).toMatchObject({
        sub: joined.identity,
        exp: endsAtS(made),
        video: { room: `session-${made._id}` },
      });
    }
    await close(made);
    expect(await join('trtc', request)).toMatchObject({ code: 1216 });
  });

  it('is not joined with what does not belong together, nor when the UserSig has run out', async () => {
    const [{ made, request }, { made: other, request: others }] = [await trtcSession(), await trtcSession()];
    for (const [field, value] of [
      ['sdk_app_id', 1_400_000_000],
      ['user_id', others.user_id],
      ['user_id', `avatar-${made._id}`],
      ['room_id', others.room_id],
    ] as const) {
      expect(await join('trtc', { ...request, [field]: value })).toMatchObject({
        code: 1003,
        msg: `${field}: is not the one that the token is for`,
      });
    }
    const { secret } = rig.vendors.local.trtc;
    const nowS = Math.floor(rig.clock.nowMs() / 1000);
    const signed = (userId: string, lifetimeS: number) => ({
      ...request,
      user_id: userId,
      user_sig: makeUserSig(
        { sdkAppId: request.sdk_app_id, userId, issuedAtS: nowS - 30, lifetimeS },
        secret,
      ),
    });
    expect(await join('trtc', signed(request.user_id, 30))).toMatchObject({ code: 1101, msg: /expired/ });
    expect(await join('trtc', { ...request, user_sig: 'x' })).toMatchObject({ code: 1101 });
    expect(await join('trtc', signed(`avatar-${made._id}`, 60))).toMatchObject({ code: 1216 });
    expect(await join('trtc', signed('somebody', 60))).toMatchObject({ code: 1216 });
    await close(made);
    await close(other);
  });
});

describe('a stream type', () => {
  it('is joined by its own token only', async () => {
    const made = await create({ stream_type: 'livekit' });
    expect(made).not.toHaveProperty('local');
    const { appId, secret } = rig.vendors.local.agora;
    const nowS = Math.floor(rig.clock.nowMs() / 1000);
    const claims = { appId, channel: `session-${made._id}`, uid: '7', issuedAtS: nowS, salt: 1 };
    const token = makeAgoraToken({ ...claims, lifetimeS: 60, privileges: { join: 60 } }, secret);
    const request = { app_id: appId, channel: claims.channel, token, uid: 7 };
    expect(await join('agora', request)).toMatchObject({ code: 1216 });
    await close(made);
  });

  it('leaves no token in the request log', async () => {
    const { made, request } = await agoraSession();
    const other = await trtcSession();
    await join('agora', { ...request, channel: 'x' });
    const note = `${request.token} ${other.request.user_sig}`;
    await rig.post(`${BASE}/close`, { id: made._id, token: request.token, note });
    await close(other.made);
    const { data } = await rig.get('/api/avatarium/v1/requests');
    const text = JSON.stringify(requestLogList.parse(data));
    expect(text).toContain('[token] [token]');
    for (const secret of [request.token, other.request.user_sig]) {
      expect(text).not.toContain(secret.slice(0, 40));
    }
  });

  it('takes no notice of credentials of another, and says so in the request log', async () => {
    const made = await create({ stream_type: 'livekit', credentials: { agora_uid: 7, agora_token: '' } });
    const { data } = await rig.get('/api/avatarium/v1/requests');
    const noted = requestLogList.parse(data).result[0]?.accepted ?? [];
    expect(noted.filter(({ field }) => field.startsWith('credentials'))).toEqual([
      { field: 'credentials.agora_uid', note: 'goes with stream_type agora, and is ignored' },
    ]);
    expect(made.credentials).toHaveProperty('livekit_token');
    await close(made);
  });

  it.each([
    ['agora', {}, 'agora_uid'],
    ['agora', { agora_uid: 1 }, 'agora_channel'],
    ['agora', { agora_uid: 1, agora_channel: 'c' }, 'agora_token'],
    ['agora', { agora_uid: 1, agora_channel: 'c', agora_token: 't' }, 'agora_app_id'],
    ['agora', { agora_uid: 'x', agora_channel: 'c', agora_token: 't' }, 'agora_uid'],
    ['agora', { agora_uid: 1, agora_channel: 'c', agora_token: 't', agora_app_id: 'x' }, 'agora_app_id'],
    ['trtc', { other: 'x' }, 'trtc_sdk_app_id'],
    ['trtc', { trtc_app_id: 1 }, 'trtc_sdk_room_id'],
    ['trtc', { trtc_app_id: 1, trtc_room_id: 7 }, 'trtc_sdk_user_id'],
    ['trtc', { trtc_sdk_app_id: 1, trtc_room_id: '7', trtc_user_id: 'u' }, 'trtc_sdk_user_sig'],
  ])('names what is missing of a room of the caller’s: %s %j', async (stream_type, credentials, field) => {
    const reply = await rig.post(`${BASE}/create`, { avatar_id: 'ava', stream_type, credentials });
    expect(reply).toMatchObject({ code: 1003, msg: expect.stringContaining(`credentials.${field}: `) });
  });

  it.each([
    ['agora', { agora_app_id: 'f'.repeat(32), agora_uid: 1, agora_channel: 'c', agora_token: 't' }],
    ['trtc', { trtc_app_id: 1, trtc_room_id: 7, trtc_user_id: 'u', trtc_user_sig: 's' }],
  ])('takes no room of the caller’s without a bridge to it: %s', async (stream_type, credentials) => {
    const reply = await rig.post(`${BASE}/create`, { avatar_id: 'ava', stream_type, credentials });
    expect(reply).toMatchObject({ code: 1003, msg: /^credentials: .*bridge.*BRIDGE_BROWSER/ });
  });

  it('makes room for many sessions: no two have the same names', async () => {
    const made = [await agoraSession(), await agoraSession()];
    const [first, second] = made.map(({ given }) => given);
    expect(first?.agora_uid).not.toBe(second?.agora_uid);
    expect(first?.agora_token).not.toBe(second?.agora_token);
    expect(first?.agora_app_id).toBe(second?.agora_app_id);
    for (const one of made) await close(one.made);
  });
});

describe('with an account of the operator, and a bridge', () => {
  const TRTC = { appId: '1600000001', secret: 'c'.repeat(64) };
  const AGORA_APP = 'a'.repeat(32);

  let on: Rig;
  beforeAll(async () => {
    on = await openRig({
      rates: { refusedPerAddress: 3 },
      settings: {
        DEFAULT_STREAM_TYPE: 'trtc',
        TRTC_SDK_APP_ID: Number(TRTC.appId),
        TRTC_SECRET_KEY: TRTC.secret,
        BRIDGE_BROWSER: '/somewhere/chromium',
        AGORA_SDK: '/somewhere/agora.js',
        TRTC_SDK: '/somewhere/trtc.js',
      },
    });
  }, OPEN_TIMEOUT_MS);
  afterAll(() => on.dispose());

  it('sessions have credentials of the account, and are not local', async () => {
    const made = await create({}, on);
    expect(made.stream_type).toBe('trtc');
    expect(made).not.toHaveProperty('local');
    const given = trtcCredentials.parse(made.credentials);
    expect(String(given.trtc_app_id)).toBe(TRTC.appId);
    expect(readUserSig(given.trtc_user_sig, TRTC.secret)).toMatchObject({ userId: given.trtc_user_id });
    const row = await on.storage.sessions.find(on.account.id, made._id);
    expect(row?.vendor).toEqual({
      access: 'account',
      appId: TRTC.appId,
      channel: given.trtc_room_id,
      uid: `avatar-${made._id}`,
    });
    await close(made, on);
  });

  it("the avatar's token for a room of the caller's is kept encrypted, and shown nowhere", async () => {
    const credentials = {
      agora_app_id: AGORA_APP,
      agora_uid: 7,
      agora_channel: 'theirs',
      agora_token: 'their-own-token',
    };
    const own = await create({ stream_type: 'agora', credentials }, on);
    expect(own.credentials).toEqual({
      agora_app_id: AGORA_APP,
      agora_channel: 'theirs',
      agora_token: '',
      agora_uid: 0,
    });
    expect(own).not.toHaveProperty('local');
    const kept = await on.storage.sessions.find(on.account.id, own._id);
    expect(kept?.vendor).toEqual({ access: 'own', appId: AGORA_APP, channel: 'theirs', uid: '7' });
    expect(kept?.ownTokenEncrypted).toEqual(expect.any(String));
    expect(JSON.stringify(kept)).not.toContain('their-own-token');
    expect(kept?.roomName).toBe(`session-${own._id}`);
    expect(on.rooms).toContain(kept?.roomName);
    await close(own, on);
    expect(on.rooms).not.toContain(kept?.roomName);
  });

  it('the bridge takes the avatar to the account’s room, or to the caller’s', async () => {
    const made = await create({}, on);
    const given = trtcCredentials.parse(made.credentials);
    const asked = on.bridged.at(-1);
    if (asked?.vendor.vendor !== 'trtc') throw new Error('no bridge to TRTC');
    const { userSig, ...way } = asked.vendor;
    expect(way).toEqual({
      vendor: 'trtc',
      sdkAppId: given.trtc_app_id,
      roomId: given.trtc_room_id,
      userId: `avatar-${made._id}`,
    });
    expect(readUserSig(userSig, TRTC.secret)).toMatchObject({ userId: `avatar-${made._id}` });
    expect(asked.room.avatarIdentity).toBe(`avatar-${made._id}`);
    expect(decodeJwt(asked.room.token)).toMatchObject({
      sub: `bridge-${made._id}`,
      attributes: { 'avatarium.people': '0' },
      video: { room: `session-${made._id}`, canUpdateOwnMetadata: true },
    });
    await close(made, on);

    const credentials = {
      agora_app_id: AGORA_APP,
      agora_uid: 7,
      agora_channel: 'theirs',
      agora_token: 'token',
    };
    const own = await create({ stream_type: 'agora', credentials }, on);
    expect(on.bridged.at(-1)?.vendor).toEqual({
      vendor: 'agora',
      appId: AGORA_APP,
      channel: 'theirs',
      uid: '7',
      token: 'token',
    });
    await close(own, on);
    const before = on.bridged.length;
    await close(await create({ stream_type: 'agora' }, on), on);
    await close(await create({ stream_type: 'livekit' }, on), on);
    expect(on.bridged).toHaveLength(before);
  });

  it('refusals to join are held to a rate, and good calls are none the worse for it', async () => {
    const made = await create({ stream_type: 'agora' }, on);
    expect(made.local).toBe(true);
    const { agora_app_id: app_id, ...given } = agoraCredentials.parse(made.credentials);
    const good = { app_id, channel: given.agora_channel, token: given.agora_token, uid: given.agora_uid };
    const attempt = async (change: object) =>
      (await on.post(LOCAL_JOIN_PATHS.agora, { ...good, ...change }, NO_KEY)).code;
    const refused = [{ token: 'x' }, { channel: 'x' }, { uid: null }, { token: 'y' }, { token: 'z' }];
    const codes = [];
    for (const change of refused) codes.push(await attempt(change));
    expect(codes).toEqual([1101, 1003, 1003, 1005, 1005]);
    expect(await attempt({})).toBe(1000);
    await close(made, on);
  });
});
