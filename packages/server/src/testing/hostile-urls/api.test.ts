import { AVATAR_PATHS, KNOWLEDGE_PATHS, SESSION_PATHS } from '@avatarium/contract';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LiveParams } from '../../live/live-params.js';
import { toneVoice } from '../../live/testing/tone-voice.js';
import { checkUrl, parseUrlAllowlist } from '../../net/index.js';
import { OPEN_TIMEOUT_MS } from '../../storage/testing/temporary-storage.js';
import { openRig, type Rig } from '../api-rig.js';
import { type Canary, hostileResolver, openCanary, withPort } from './canary.js';
import { ALLOWED, HOSTILE_URLS } from './cases.js';

vi.mock('node:dns/promises', async () => ({
  lookup: (name: string) => import('./canary.js').then((canaries) => canaries.hostileResolver(name)),
}));

/** Every field that takes a URL: where it is sent, and what it is called in the reply. */
const FIELDS: [field: string, path: string, body: (url: string) => object][] = [
  ['url', AVATAR_PATHS.create, (url) => ({ url, avatar_id: 'hostile', name: 'a', type: 2, url_from: 1 })],
  ['background_url', SESSION_PATHS.create, (url) => ({ avatar_id: 'ava', background_url: url })],
  ['voice_url', SESSION_PATHS.create, (url) => ({ avatar_id: 'ava', voice_url: url })],
  [
    'credentials.livekit_url',
    SESSION_PATHS.create,
    (url) => ({ avatar_id: 'ava', credentials: { livekit_url: url, livekit_token: TOKEN } }),
  ],
  [
    'credentials.livekit_url',
    SESSION_PATHS.create,
    (url) => ({
      avatar_id: 'ava',
      credentials: { livekit_url: url.replace(/^http/, 'ws'), livekit_token: TOKEN },
    }),
  ],
  ['docs.0.url', KNOWLEDGE_PATHS.create, (url) => ({ name: 'a', docs: [{ name: 'a.txt', url }] })],
  ['urls.1', KNOWLEDGE_PATHS.create, (url) => ({ name: 'a', urls: ['http://public.example/', url] })],
  ['webhook_url', '/api/avatarium/v1/keys', (url) => ({ name: 'hostile', webhook_url: url })],
];
const claims = Buffer.from('{"sub":"a","video":{"room":"b"}}').toString('base64url');
const TOKEN = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${claims}.x`;

let rig: Rig;
let canary: Canary;
beforeAll(async () => {
  canary = await openCanary();
  rig = await openRig({ allowlist: ALLOWED });
}, OPEN_TIMEOUT_MS);
afterAll(async () => {
  await rig.dispose();
  await canary.close();
});

describe('a hostile URL', () => {
  it.each(HOSTILE_URLS)('%j is refused at once, by the name of its field', async (template) => {
    const url = withPort(template, canary.port);
    const replies = await Promise.all(FIELDS.map(([, path, body]) => rig.post(path, body(url))));
    replies.forEach((reply, at) => {
      expect(reply).toMatchObject({ code: 1003, data: null });
      expect(reply.msg).toContain(`${FIELDS[at]?.[0]}: `);
    });
    expect(canary.visits()).toBe(0);
  });

  it('leaves nothing behind', async () => {
    const { apiKeys, sessions, avatars, knowledge } = rig.storage;
    const page = { offset: 0, limit: 10 };
    const { id } = rig.account;
    const found = [apiKeys, sessions, avatars, knowledge].map((store) => store.list(id, page));
    expect((await Promise.all(found)).map(({ count }) => count)).toEqual([1, 0, 0, 0]);
  });

  it('is refused in a set-params command too', async () => {
    const rules = {
      schemes: ['http:', 'https:'],
      allowlist: parseUrlAllowlist(ALLOWED),
      resolver: hostileResolver,
    };
    const params = new LiveParams(
      { mode: 2, language: 'en', knowledgeId: null, voice: toneVoice('Ava'), voiceParams: {} },
      {
        unknownVoice: 'fallback',
        findVoice: () => undefined,
        checkMediaUrl: (url) => checkUrl(url, rules),
        knowsKnowledge: async () => false,
        listenerOf: () => null,
      },
    );
    for (const template of HOSTILE_URLS) {
      const url = withPort(template, canary.port);
      expect(await params.apply({ bgurl: url })).toMatchObject({
        code: 1003,
        msg: expect.stringMatching(/^bgurl: /),
      });
      expect(await params.apply({ vurl: url })).toMatchObject({ code: 1003 });
    }
  });
});
