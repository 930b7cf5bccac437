import { avatar, avatarList, languageList, voice, voiceList } from '@avatarium/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPEN_TIMEOUT_MS } from '../../storage/testing/temporary-storage.js';
import { openRig, type Rig } from '../../testing/api-rig.js';

const AVATARS = '/api/open/v4/liveAvatar/avatar';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
}, OPEN_TIMEOUT_MS);
afterAll(() => rig.dispose());

function pathOf(url: string): string {
  return new URL(url).pathname;
}

describe('avatars', () => {
  it('are listed with their pictures', async () => {
    const list = avatarList.parse((await rig.get(`${AVATARS}/list?platform=open&page=1&size=100`)).data);
    expect(list.result.map((one) => one.avatar_id)).toEqual(['ava', 'leo']);
    expect(list).toMatchObject({
      count: 2,
      result: [{ from: 2, status: 3, available: true, voice_id: 'en-US-ava' }, {}],
    });
    const picture = await rig.inject({ method: 'GET', url: pathOf(list.result[0]?.thumbnailUrl ?? '') });
    expect(picture.statusCode).toBe(200);
    expect(picture.headers).toMatchObject({
      'content-type': 'image/png',
      'cross-origin-resource-policy': 'cross-origin',
    });
  });

  it('come in pages', async () => {
    const second = avatarList.parse((await rig.get(`${AVATARS}/list?page=2&size=1`)).data);
    expect(second).toMatchObject({ count: 2, result: [{ avatar_id: 'leo' }] });
    expect(await rig.get(`${AVATARS}/list?size=101`)).toMatchObject({ code: 1003, msg: /^size/ });
  });

  it('are found by avatar_id, by object id and by alias, on the new path and the old', async () => {
    const byId = avatar.parse((await rig.get(`${AVATARS}/detail?avatar_id=leo`)).data);
    expect(avatar.parse((await rig.get(`/api/open/v3/avatar/detail?id=${byId._id}`)).data)).toEqual(byId);
    expect(avatar.parse((await rig.get('/api/open/v3/avatar/detail?avatar_id=leo')).data)).toEqual(byId);
    const alias = 'dvp_Tristan_cloth2_1080P';
    expect((await rig.get(`${AVATARS}/detail?avatar_id=${alias}`)).data).toEqual({
      ...byId,
      avatar_id: alias,
    });
  });

  it('that do not exist are told from questions without an id', async () => {
    expect(await rig.get(`${AVATARS}/detail?avatar_id=nobody`)).toMatchObject({ code: 1008 });
    expect(await rig.get(`${AVATARS}/detail?avatar_id=`)).toMatchObject({ code: 1003, msg: /^avatar_id/ });
    expect((await rig.inject({ method: 'GET', url: '/media/avatars/nobody.png' })).statusCode).toBe(404);
  });
});

describe('voices', () => {
  const ids = async (query: string) => {
    const list = voiceList.parse((await rig.get(`/api/open/v4/voice/list?${query}`)).data);
    return list.result.map((one) => one.voice_id);
  };

  it('are listed with samples that can be heard', async () => {
    const reply = await rig.get('/api/open/v4/voice/list?type=2&support_stream=1&page=1&size=10');
    const list = voiceList.parse(reply.data);
    expect(list).toMatchObject({ count: 2, page: 1, size: 10 });
    expect(list.result[0]).toMatchObject({
      voice_id: 'en-US-ava',
      text: 'Hello.',
      duration: 500,
      gender: 'Female',
    });
    const sample = await rig.inject({ method: 'GET', url: pathOf(list.result[0]?.preview ?? '') });
    expect(sample.headers['content-type']).toBe('audio/wav');
    expect(sample.rawPayload.subarray(0, 4).toString()).toBe('RIFF');
    expect(sample.rawPayload.length).toBeGreaterThan(16_000);
  });

  it('are an array of their own on the older path', async () => {
    const list = voice.array().parse((await rig.get('/api/open/v3/voice/list?from=3')).data);
    expect(list.map((one) => one.voice_id)).toEqual(['en-US-ava', 'en-GB-leo']);
  });

  it('are filtered', async () => {
    expect(await ids('gender=male')).toEqual(['en-GB-leo']);
    expect(await ids('style=Warm,Bright')).toEqual(['en-GB-leo']);
    expect(await ids('age=young&scenario=assistant')).toEqual(['en-US-ava']);
    expect(await ids('name=LE')).toEqual(['en-GB-leo']);
    expect(await ids('type=1')).toEqual([]);
    expect(await ids('support_stream=0')).toEqual([]);
    expect(await ids('type=&gender=&style=&support_stream=true')).toEqual(['en-US-ava', 'en-GB-leo']);
    expect(await rig.get('/api/open/v4/voice/list?type=3')).toMatchObject({ code: 1003, msg: /^type/ });
  });

  it('that do not exist have no sample', async () => {
    expect((await rig.inject({ method: 'GET', url: '/media/voices/nobody.wav' })).statusCode).toBe(404);
  });
});

describe('languages', () => {
  it('are those of the voices', async () => {
    const list = languageList.parse((await rig.get('/api/open/v3/language/list')).data);
    expect(list.lang_list.map((one) => one.lang_code)).toEqual(['en', 'en-GB', 'en-US']);
  });
});
