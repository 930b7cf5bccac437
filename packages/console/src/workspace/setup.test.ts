import type { Avatar, Voice } from '@avatarium/contract';
import { sessionCreateRequest } from '@avatarium/contract';
import { describe, expect, it } from 'vitest';
import { chosenAvatar, chosenVoice, defaultSetup, hasChoice, planOf, planStart } from './setup.js';
import type { Catalog } from './useCatalog.js';

const avatar = (avatar_id: string, more: Partial<Avatar> = {}) =>
  ({
    avatar_id,
    name: avatar_id.toUpperCase(),
    voice_id: 'v1',
    available: true,
    status: 3,
    ...more,
  }) as Avatar;
const voice = (voice_id: string) => ({ voice_id, name: voice_id }) as Voice;
const catalog: Catalog = {
  avatars: [avatar('new', { status: 2 }), avatar('ava'), avatar('leo', { voice_id: 'v2' })],
  voices: [voice('v1'), voice('v2')],
  languages: [],
  knowledge: [{ _id: 'k1', name: 'Handbook' }],
};

it('knows whether the choice is there', () => {
  const chosen = (part: object) => hasChoice(catalog, { ...defaultSetup, ...part });
  expect(chosen({})).toBe(true);
  expect(chosen({ avatarId: 'leo', knowledgeId: 'k1' })).toBe(true);
  expect([chosen({ avatarId: 'new' }), chosen({ knowledgeId: 'k2' })]).toEqual([false, false]);
});

describe('planStart', () => {
  it('sends only what was chosen, as the API takes it', () => {
    const plan = planStart(defaultSetup, catalog);
    expect(plan?.request).toEqual({ avatar_id: 'ava', stream_type: 'livekit', mode_type: 1, duration: 600 });
    expect(sessionCreateRequest.safeParse(plan?.request).success).toBe(true);
  });

  it('sends everything that was chosen', () => {
    const setup = {
      ...defaultSetup,
      avatarId: 'leo',
      voiceId: 'v1',
      knowledgeId: 'k1',
      mode: 2 as const,
      streamType: 'trtc' as const,
      language: 'en',
      speed: 1.1,
      backgroundUrl: ' https://example.com/a.jpg ',
    };
    const plan = planStart(setup, catalog);
    expect(sessionCreateRequest.parse(plan?.request)).toMatchObject({
      avatar_id: 'leo',
      voice_id: 'v1',
      knowledge_id: 'k1',
      mode_type: 2,
      stream_type: 'trtc',
      language: 'en',
      background_url: 'https://example.com/a.jpg',
      voice_params: { speed: 1.1 },
    });
  });

  it('greets by the name of the presenter, unless told otherwise or to keep quiet', () => {
    expect(planStart(defaultSetup, catalog)?.greeting).toContain('AVA');
    expect(planStart({ ...defaultSetup, greeting: '' }, catalog)?.greeting).toBe('');
  });

  it('is not there without a presenter that is ready', () => {
    expect(planStart(defaultSetup, { ...catalog, avatars: [avatar('new', { status: 2 })] })).toBeUndefined();
  });
});

it('falls back when a choice of last time is gone', () => {
  const setup = { ...defaultSetup, avatarId: 'deleted', voiceId: 'deleted', knowledgeId: 'deleted' };
  expect(chosenAvatar(setup, catalog)?.avatar_id).toBe('ava');
  expect(chosenVoice(setup, catalog)?.voice_id).toBe('v1');
  expect(planStart(setup, catalog)?.request).not.toHaveProperty('voice_id');
  expect(planStart(setup, catalog)?.request).not.toHaveProperty('knowledge_id');
});

it('makes a plan of a session that was started elsewhere', () => {
  const session = {
    avatar_id: 'leo',
    voice_id: 'v2',
    mode_type: 2,
    duration: 60,
    stream_type: 'agora',
  } as Parameters<typeof planOf>[0];
  expect(planOf(session, catalog)).toMatchObject({
    request: { avatar_id: 'leo', mode_type: 2, duration: 60, stream_type: 'agora' },
    avatar: { name: 'LEO' },
    voice: { voice_id: 'v2' },
  });
  expect(planOf({ ...session, avatar_id: 'foreign' }, catalog)).toBeUndefined();
});
