import { livekitCredentials, session, sessionClosed, sessionList } from '@avatarium/contract';
import { decodeJwt, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPEN_TIMEOUT_MS } from '../../storage/testing/temporary-storage.js';
import { openRig, type Rig } from '../../testing/api-rig.js';
import { waitUntil } from '../../worker/testing/wait-until.js';
import { seedDetailReply } from '../testing/seed-document.js';

const BASE = '/api/open/v4/liveAvatar/session';
const matchesSeed = seedDetailReply();

let rig: Rig;
beforeAll(async () => {
  rig = await openRig({ capacity: 2, maxQueued: 1 });
}, OPEN_TIMEOUT_MS);
afterAll(() => rig.dispose());

/** Every reply of detail that a test looks at is held against the document the project came from. */
async function detail(id: string) {
  const reply = await rig.get(`${BASE}/detail?id=${id}`);
  expect(matchesSeed(reply), JSON.stringify(matchesSeed.errors)).toBe(true);
  return session.parse(reply.data);
}

async function create(body: object = {}) {
  const reply = await rig.post(`${BASE}/create`, { avatar_id: 'ava', ...body });
  expect(reply).toMatchObject({ code: 1000, msg: 'OK' });
  return session.parse(reply.data);
}

const close = (body: object) => rig.post(`${BASE}/close`, body);

async function expectRefused(body: object, code: number, message: RegExp) {
  const reply = await rig.post(`${BASE}/create`, { avatar_id: 'ava', ...body });
  expect(reply).toMatchObject({ code, msg: expect.stringMatching(message) });
}

/** As somebody's LiveKit server might have made it; nobody here can check the signature. */
function roomToken(room: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256' })}.${part({ sub: 'avatar', video: { room } })}.x`;
}

describe('session/create', () => {
  it('answers with a session whose avatar is in its room, and credentials to join it', async () => {
    const made = await create({
      voice_id: '',
      background_url: '',
      knowledge_id: '',
      duration: 90,
      mode_type: 1,
    });
    expect(made).toMatchObject({ status: 2, type: 2, uid: rig.account.uid, duration: 90, mode_type: 1 });
    expect(made.id).toBe(made._id);
    const credentials = livekitCredentials.parse(made.credentials);
    expect(credentials.livekit_url).toBe('ws://localhost:8080');
    expect(rig.rooms).toContain(credentials.livekit_room_name);
    const claims = decodeJwt<{ video: object }>(credentials.livekit_token);
    expect(claims).toMatchObject({
      sub: credentials.livekit_client_identity,
      exp: Math.ceil(((made.started_at ?? 0) + 90_000 + 60_000) / 1000),
      video: {
        room: credentials.livekit_room_name,
        roomJoin: true,
        canPublish: true,
        canPublishData: true,
        canSubscribe: true,
      },
    });
    const live = rig.lives.at(-1);
    expect(live?.options).toMatchObject({
      sessionId: made._id,
      avatarId: 'ava',
      voiceId: 'en-US-ava',
      mode: 1,
    });
    expect(decodeJwt(live?.options.room.token ?? '').sub).toBe(credentials.livekit_server_identity);
    await close({ id: made._id });
    expect(rig.rooms).not.toContain(credentials.livekit_room_name);
  });

  it('runs the avatar that nearly every sample names, and takes "meeting" for dialogue', async () => {
    const made = await create({ avatar_id: 'dvp_Tristan_cloth2_1080P', scene_mode: 'meeting', mode_type: 1 });
    expect(made).toMatchObject({ avatar_id: 'leo', mode_type: 2 });
    await close({ id: made._id });
  });

  it('hands what was asked for to the avatar', async () => {
    const made = await create({
      voice_id: 'en-GB-leo',
      language: 'en',
      voice_params: {
        speed: 0.9,
        pron_map: { SQL: 'sequel' },
        turn_detection: { type: 'server_vad' },
        stt_language: '',
      },
    });
    expect(rig.lives.at(-1)?.options).toMatchObject({
      voiceId: 'en-GB-leo',
      language: 'en',
      voiceParams: { speed: 0.9, pron_map: { SQL: 'sequel' }, turn_detection: { type: 'server_vad' } },
    });
    await close({ id: made._id });
  });

  it("lets the avatar's own voice stand in for one it does not have", async () => {
    const made = await create({ voice_id: 'Xb7hH8MSUJpSbSDYk0k2' });
    expect(made.voice_id).toBe('en-US-ava');
    await close({ id: made._id });
  });

  it('queues when all places are taken, says busy when the queue is full, and moves up', async () => {
    const first = await create();
    const second = await create();
    const third = await create();
    expect([first.status, second.status, third.status]).toEqual([2, 2, 1]);
    expect(third.credentials.livekit_token).not.toBe('');
    await expectRefused({}, 1215, /./);
    expect((await detail(third._id)).status).toBe(1);
    await close({ id: first._id });
    await waitUntil('the third has moved up', async () => (await detail(third._id)).status === 2);
    await close({ id: second._id });
    await close({ id: third._id });
  });

  it('says what went wrong when the avatar cannot get into its room', async () => {
    rig.failNextStart(new Error('the renderer does not start'));
    const reply = await rig.post(`${BASE}/create`, { avatar_id: 'ava' });
    rig.failNextStart(null);
    expect(reply).toMatchObject({
      code: 1218,
      msg: expect.stringMatching(/renderer does not start.*request id/),
    });
    const failed = await detail(session.parse(reply.data)._id);
    expect(failed).toMatchObject({ status: 4, end_reason: 'failed', error: { code: 1218 } });
  });

  it("joins a room of the caller's own, with the caller's token", async () => {
    const token = await new SignJWT({ video: { room: 'their-room', roomJoin: true } })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('their-avatar')
      .sign(new TextEncoder().encode('a secret of their own server....'));
    const made = await create({ credentials: { livekit_url: 'wss://8.8.8.8:7880', livekit_token: token } });
    expect(made.credentials).toEqual({
      livekit_url: 'wss://8.8.8.8:7880',
      livekit_token: '',
      livekit_room_name: 'their-room',
      livekit_client_identity: '',
      livekit_server_identity: 'their-avatar',
    });
    expect(rig.lives.at(-1)?.options.room).toEqual({
      url: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/[0-9a-f]+$/),
      token,
      speechFromAgent: false,
    });
    expect(rig.rooms).not.toContain('their-room');
    const row = await rig.storage.sessions.find(rig.account.id, made._id);
    expect(JSON.stringify(row)).not.toContain(token);
    await close({ id: made._id });
  });

  it('says what an agent streams in where it is asked to, in a room of the agent', async () => {
    const credentials = { livekit_url: 'wss://8.8.8.8:7880', livekit_token: roomToken('their-room') };
    const made = await create({
      scene_mode: 'meeting',
      credentials: { ...credentials, audio_only_from_data_stream: true },
    });
    expect(rig.lives.at(-1)?.options.room.speechFromAgent).toBe(true);
    const row = await rig.storage.sessions.find(rig.account.id, made._id);
    expect(row?.speechFromAgent).toBe(true);
    await close({ id: made._id });
    const own = await create({ credentials: { audio_only_from_data_stream: true } });
    expect(rig.lives.at(-1)?.options.room.speechFromAgent).toBe(false);
    await close({ id: own._id });
  });

  it.each<[string, object, number, RegExp]>([
    ['no avatar', { avatar_id: undefined }, 1003, /^avatar_id/],
    ['an empty avatar', { avatar_id: '' }, 1003, /^avatar_id/],
    ['an unknown avatar', { avatar_id: 'nobody' }, 1008, /avatar_id/],
    ['an avatar of another type', { avatar_id: 7 }, 1003, /^avatar_id/],
    ['too long a duration', { duration: 3601 }, 1003, /^duration/],
    ['no duration at all', { duration: 0 }, 1003, /^duration/],
    ['a text for a duration', { duration: 'long' }, 1003, /^duration/],
    ['an unknown mode', { mode_type: 3 }, 1003, /^mode_type/],
    ['an unknown scene', { scene_mode: 'stage' }, 1003, /^scene_mode/],
    ['a scene that needs a model', { scene_mode: 'fast_dialogue' }, 1003, /^scene_mode/],
    ['a language nobody speaks', { language: 'tlh' }, 1003, /^language/],
    [
      'a word list without end',
      {
        voice_params: {
          pron_map: Object.fromEntries(Array.from({ length: 501 }, (_, at) => [`w${at}`, 'x'])),
        },
      },
      1003,
      /^voice_params\.pron_map: must have at most 500 entries/,
    ],
    [
      'text that cannot be stored',
      { voice_params: { pron_map: { a: 'b\u0000' } } },
      1003,
      /^voice_params\.pron_map/,
    ],
    ['half of a character', { background_url: 'http://8.8.8.8/\ud800' }, 1003, /^background_url/],
    ['a speed out of range', { voice_params: { speed: 1.3 } }, 1003, /^voice_params\.speed/],
    ['a word list that is none', { voice_params: { pron_map: { a: 1 } } }, 1003, /^voice_params\.pron_map/],
    ['an unknown stream type', { stream_type: 'zoom' }, 1003, /^stream_type/],
    ['a knowledge base that is not there', { knowledge_id: '64f0' }, 1232, /./],
    ['a background on this machine', { background_url: 'http://127.0.0.1/x.png' }, 1003, /^background_url/],
    ['a background from a file', { background_url: 'file:///etc/passwd' }, 1003, /^background_url/],
    ['a background that is no URL', { background_url: 'blue' }, 1003, /^background_url/],
    [
      'a room on this machine',
      { credentials: { livekit_url: 'ws://[::1]:7880', livekit_token: 'x' } },
      1003,
      /^credentials\.livekit_url/,
    ],
    [
      'half of a room',
      { credentials: { livekit_url: 'wss://8.8.8.8' } },
      1003,
      /^credentials\.livekit_token/,
    ],
    [
      'a room whose name cannot be stored',
      { credentials: { livekit_url: 'wss://8.8.8.8', livekit_token: roomToken('a\0b') } },
      1003,
      /^credentials\.livekit_token/,
    ],
    [
      'a word whose name is as long as a book',
      { voice_params: { pron_map: { ['x'.repeat(5000)]: 'y' } } },
      1003,
      /^voice_params\.pron_map\.x{100,200}…: /,
    ],
    [
      'a room without a name',
      { credentials: { livekit_url: 'wss://8.8.8.8', livekit_token: 'x' } },
      1003,
      /^credentials\.livekit_token/,
    ],
  ])('refuses %s', async (_name, body, code, message) => {
    await expectRefused(body, code, message);
  });

  it('takes the shortest of durations for a millisecond', async () => {
    const made = await create({ duration: 1e-9 });
    expect(made.duration).toBe(0.001);
    await close({ id: made._id });
  });

  it('does not dial a room of the caller’s own whose name leads nowhere', async () => {
    const credentials = { livekit_url: 'ws://room.invalid', livekit_token: roomToken('room') };
    expect(await rig.post(`${BASE}/create`, { avatar_id: 'ava', credentials })).toMatchObject({
      code: 1003,
      msg: expect.stringMatching(/^credentials\.livekit_url: the name room\.invalid (does|did) not resolve/),
      data: null,
    });
  });

  it('refuses a body that is no object, or no JSON', async () => {
    expect(await rig.post(`${BASE}/create`, ['ava'])).toMatchObject({ code: 1003 });
    expect(await rig.post(`${BASE}/create`, '{"avatar_id":')).toMatchObject({ code: 1003, msg: /JSON/ });
    expect(await rig.post(`${BASE}/create`, undefined)).toMatchObject({ code: 1003, msg: /^avatar_id/ });
  });
});

describe('session/detail', () => {
  it('tells the truth from create to close, with the same credentials all along', async () => {
    const made = await create();
    expect(await detail(made._id)).toEqual(made);
    await rig.clock.advance(5000);
    expect((await detail(made._id)).credentials).toEqual(made.credentials);
    await close({ id: made._id });
    const ended = await detail(made._id);
    expect(ended).toEqual({
      ...made,
      status: 3,
      used_seconds: 5,
      end_reason: 'client_closed',
      ended_at: rig.clock.nowMs(),
    });
  });

  it('follows a session to its end by time', async () => {
    const made = await create({ duration: 60 });
    rig.lives.at(-1)?.tellClients(1);
    await rig.clock.advance(60_000);
    await waitUntil('the session has ended', async () => (await detail(made._id)).status === 3);
    expect(await detail(made._id)).toMatchObject({
      end_reason: 'expired',
      ended_at: (made.started_at ?? 0) + 60_000,
    });
  });

  it('knows no foreign and no unknown sessions', async () => {
    expect(await rig.get(`${BASE}/detail?id=${'0'.repeat(24)}`)).toMatchObject({ code: 1216 });
    expect(await rig.get(`${BASE}/detail?id=%00`)).toMatchObject({ code: 1216 });
    expect(await rig.get(`${BASE}/detail`)).toMatchObject({ code: 1003, msg: /^id/ });
  });
});

describe('session/close', () => {
  it.each(['id', 'session_id', '_id'])(
    'takes the session by %s, whatever the body calls itself',
    async (name) => {
      const made = await create();
      const reply = await rig.inject({
        method: 'POST',
        url: `${BASE}/close`,
        headers: { 'x-api-key': 'key-key-key-key-key-0001', 'content-type': 'text/plain' },
        payload: JSON.stringify({ [name]: made._id }),
      });
      const closed = sessionClosed.parse(reply.json().data);
      expect(closed).toEqual({ session_id: made._id, status: 'closed', closed_at: rig.clock.nowMs() });
    },
  );

  it('does not mind closing twice, and keeps the first end', async () => {
    const made = await create();
    const first = await close({ id: made._id });
    await rig.clock.advance(1000);
    expect(await close({ id: made._id })).toEqual(first);
    expect(await close({ id: '' })).toMatchObject({ code: 1003, msg: /^id/ });
    expect(await close({ id: 'f'.repeat(24) })).toMatchObject({ code: 1216 });
  });
});

describe('session/list', () => {
  it('shows newest first, page by page', async () => {
    const older = await create();
    await rig.clock.advance(10);
    const newer = await create();
    const page = sessionList.parse((await rig.get(`${BASE}/list?page=1&size=1`)).data);
    expect(page.result.map((one) => one._id)).toEqual([newer._id]);
    const next = sessionList.parse((await rig.get(`${BASE}/list?page=2&size=1`)).data);
    expect(next.result.map((one) => one._id)).toEqual([older._id]);
    const running = sessionList.parse((await rig.get(`${BASE}/list?status=2&size=&page=`)).data);
    expect(running).toMatchObject({ count: 2, result: [{ _id: newer._id }, { _id: older._id }] });
    await close({ id: older._id });
    await close({ id: newer._id });
  });

  it.each(['page=0', 'page=-1', 'page=1.5', 'page=x', 'size=0', 'size=101', 'status=5', 'status=two'])(
    'refuses %s',
    async (query) => {
      const reply = await rig.get(`${BASE}/list?${query}`);
      expect(reply).toMatchObject({ code: 1003, msg: expect.stringMatching(`^${query.split('=')[0]}`) });
    },
  );
});

describe('a session with a knowledge base', () => {
  it('has its avatar begin with the prologue', async () => {
    const base = { name: 'Hotel', prologue: 'Welcome!' };
    const made = await rig.post('/api/open/v4/knowledge/create', base);
    const { _id } = made.data as { _id: string };
    const { id } = await create({ knowledge_id: _id });
    expect(rig.lives.at(-1)?.options).toMatchObject({ knowledgeId: _id, prologue: 'Welcome!' });
    await close({ id });
  });
});
