import { session, transcript, transcriptList, turnList } from '@avatarium/contract';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../storage/testing/add-key.js';
import { OPEN_TIMEOUT_MS } from '../../storage/testing/temporary-storage.js';
import { openRig, type Rig } from '../../testing/api-rig.js';
import type { TranscriptEntry } from '../../transcripts/port.js';
import { TranscriptRetention } from '../../transcripts/retention.js';

const ONE = '/api/avatarium/v1/transcript';
const LIST = '/api/avatarium/v1/transcripts';
const TURNS = '/api/avatarium/v1/turns';
const DAY_MS = 86_400_000;

let rig: Rig;
beforeAll(async () => {
  rig = await openRig({ capacity: 8 });
}, OPEN_TIMEOUT_MS);
afterAll(() => rig.dispose());

async function newSession(): Promise<string> {
  const made = await rig.post('/api/open/v4/liveAvatar/session/create', { avatar_id: 'ava' });
  return session.parse(made.data)._id;
}

/** Of a session that starts now: a turn so many seconds later. */
function say(sessionId: string, afterS: number, change: Partial<TranscriptEntry> = {}): void {
  const startMs = rig.clock.nowMs() + afterS * 1000;
  rig.transcripts.sink.add(sessionId, {
    from: 'user',
    text: 'When is breakfast?',
    via: 'voice',
    startMs,
    endMs: startMs + 1500,
    interrupted: false,
    sources: [],
    ...change,
  });
}

const remove = async (query: string) =>
  (
    await rig.inject({
      method: 'DELETE',
      url: `${ONE}?${query}`,
      headers: { 'x-api-key': 'key-key-key-key-key-0001' },
    })
  ).json();

describe('transcripts', () => {
  it('are read at once, while the session lives', async () => {
    const id = await newSession();
    expect(await rig.get(`${ONE}?session_id=${id}`)).toMatchObject({ data: { count: 0, entries: [] } });
    const sources = [{ name: 'handbook.pdf', url: 'avatarium:file/1' }];
    say(id, 1);
    say(id, 3, { from: 'bot', text: 'From half past <six>.', interrupted: true, offline: true, sources });
    const read = transcript.parse((await rig.get(`${ONE}?session_id=${id}`)).data);
    const now = rig.clock.nowMs();
    expect(read).toMatchObject({
      session_id: id,
      avatar_id: 'ava',
      started_at: now,
      ended_at: null,
      count: 2,
    });
    expect(read.entries[0]).toMatchObject({
      from: 'user',
      via: 'voice',
      start_ms: now + 1000,
      offline: false,
    });
    expect(read.entries[1]).toEqual({
      from: 'bot',
      text: 'From half past <six>.',
      via: 'voice',
      start_ms: now + 3000,
      end_ms: now + 4500,
      interrupted: true,
      offline: true,
      sources,
    });
    expect((await rig.get(`${ONE}?id=${id}&format=json`)).data).toEqual(read);

    const subtitles = await rig.inject({
      method: 'GET',
      url: `${ONE}?session_id=${id}&format=vtt`,
      headers: { 'x-api-key': 'key-key-key-key-key-0001' },
    });
    expect(subtitles.headers).toMatchObject({
      'content-type': 'text/vtt; charset=utf-8',
      'content-disposition': `attachment; filename="transcript-${id}.vtt"`,
    });
    expect(subtitles.body).toContain(
      '00:00:03.000 --> 00:00:04.500\n<v Avatar>From half past &lt;six&gt;. …\n',
    );
  });

  it('are listed by session, newest first, page by page', async () => {
    await rig.clock.advance(10);
    const [older, silent] = [await newSession(), await newSession()];
    await rig.clock.advance(10);
    const newer = await newSession();
    say(newer, 1);
    say(older, 1);
    say(older, 2);
    const page = async (query: string) => transcriptList.parse((await rig.get(`${LIST}?${query}`)).data);
    expect((await page('size=2')).result).toMatchObject([
      { session_id: newer, count: 1 },
      { session_id: older, count: 2, first_ms: rig.clock.nowMs() + 1000, last_ms: rig.clock.nowMs() + 3500 },
    ]);
    expect((await page('size=1&page=2')).result).toMatchObject([{ session_id: older }]);
    expect(await page(`session_id=${older}`)).toMatchObject({ count: 1, result: [{ session_id: older }] });
    expect(await page(`session_id=${silent}`)).toEqual({ count: 0, result: [] });
    expect(await page('session_id=no such')).toEqual({ count: 0, result: [] });
  });

  it('are deleted, and go on after that', async () => {
    const id = await newSession();
    say(id, 1);
    expect(await remove(`session_id=${id}`)).toMatchObject({
      code: 1000,
      data: { session_id: id, deleted: 1 },
    });
    expect(await remove(`id=${id}`)).toMatchObject({ code: 1000, data: { deleted: 0 } });
    say(id, 2, { text: 'Again' });
    expect(await rig.get(`${ONE}?_id=${id}`)).toMatchObject({ data: { entries: [{ text: 'Again' }] } });
  });

  it('are kept for as long as the server is set to', async () => {
    const id = await newSession();
    say(id, 0, { text: 'Long ago' });
    say(id, 3600, { text: 'Later' });
    await rig.transcripts.service.list({ page: 1, size: 1 }, rig.account.id);
    const retention = new TranscriptRetention({
      store: rig.storage.transcripts,
      clock: rig.clock,
      log: pino({ level: 'silent' }),
      days: 30,
    });
    await rig.clock.advance(30 * DAY_MS + 2000);
    retention.start();
    await retention.stop();
    expect(await rig.get(`${ONE}?session_id=${id}`)).toMatchObject({
      data: { entries: [{ text: 'Later' }] },
    });
  });

  it.each([
    ['', 1003, /^session_id: is required/],
    ['session_id=nothing', 1216, /./],
    [`session_id=${newId()}`, 1216, /./],
    [`session_id=${newId()}&format=srt`, 1003, /^format: /],
  ])('answer what is wrong with %j', async (query, code, msg) => {
    const reply = await rig.get(`${ONE}?${query}`);
    expect(reply).toMatchObject({ code });
    expect(reply.msg).toMatch(msg);
  });
});

describe('GET /api/avatarium/v1/turns', () => {
  it('tells how long the answers of a session took', async () => {
    const [id, silent] = [await newSession(), await newSession()];
    const turn = { via: 'voice' as const, answered_at: rig.clock.nowMs(), transcript_ms: 90 };
    const took = { first_token_ms: 240, first_audio_ms: 380, first_frame_ms: 391 };
    rig.turns.add(id, { ...turn, ...took });
    const read = async (of: string) => turnList.parse((await rig.get(`${TURNS}?session_id=${of}`)).data);
    expect(await read(id)).toEqual({ session_id: id, turns: [{ ...turn, ...took }] });
    expect(await read(silent)).toEqual({ session_id: silent, turns: [] });
    expect(await rig.get(`${TURNS}?session_id=nothing`)).toMatchObject({ code: 1216 });
    expect(await rig.get(TURNS)).toMatchObject({ msg: expect.stringContaining('session_id') });
  });
});
