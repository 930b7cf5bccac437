import { type SessionCreateRequest, sessionCreateRequest } from '@avatarium/contract';
import { describe, expect, it } from 'vitest';
import { openVendors } from '../vendors/accounts.js';
import { type RequestRules, readSessionRequest } from './request.js';

const rules: RequestRules = {
  defaultStreamType: 'livekit',
  defaultDurationS: 60,
  vendors: openVendors({}, 'secret'),
  unknownVoice: 'fallback',
  findAvatar: async (avatarId) => ({ avatarId, voiceId: 'voice', language: 'en-US' }),
  findVoice: () => null,
  mayBeElevenLabs: () => false,
  knowsKnowledge: async (accountId, id) => accountId === 'ann' && id === 'k1',
  knowsLanguage: () => true,
  checkUrl: async () => {},
  seal: (secret) => secret,
};

const asked = (change: object): SessionCreateRequest =>
  sessionCreateRequest.parse({ avatar_id: 'ava', ...change });

describe('the knowledge base of a session', () => {
  it('is noted when the account has it, and none when none is asked for', async () => {
    expect(await readSessionRequest(asked({ knowledge_id: 'k1' }), rules, 'ann')).toMatchObject({
      knowledgeId: 'k1',
    });
    expect(await readSessionRequest(asked({ knowledge_id: '' }), rules, 'ann')).toMatchObject({
      knowledgeId: null,
    });
  });

  it.each([
    ['is not there', 'ann', 'k2'],
    ["is somebody else's", 'bob', 'k1'],
  ])('fails the request with 1232 when it %s', async (_, accountId, id) => {
    await expect(readSessionRequest(asked({ knowledge_id: id }), rules, accountId)).rejects.toMatchObject({
      code: 1232,
    });
  });
});
