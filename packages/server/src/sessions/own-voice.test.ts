import { type SessionCreateRequest, sessionCreateRequest } from '@avatarium/contract';
import { describe, expect, it } from 'vitest';
import { openVendors } from '../vendors/accounts.js';
import { type RequestRules, readSessionRequest } from './request.js';

const THEIRS = 'AbCdEfGhIjKlMnOpQrSt';
const rules: RequestRules = {
  defaultStreamType: 'livekit',
  defaultDurationS: 60,
  vendors: openVendors({}, 'secret'),
  unknownVoice: 'reject',
  findAvatar: async (avatarId) => ({ avatarId, voiceId: 'voice', language: 'en-US' }),
  findVoice: (voiceId) => (voiceId === 'leo' ? { voiceId, language: 'en-GB' } : null),
  mayBeElevenLabs: (voiceId) => voiceId === THEIRS,
  knowsKnowledge: async () => false,
  knowsLanguage: () => true,
  checkUrl: async () => {},
  seal: (secret) => `sealed(${secret.length})`,
};
const read = (change: object) => {
  const request: SessionCreateRequest = sessionCreateRequest.parse({ avatar_id: 'ava', ...change });
  return readSessionRequest(request, rules, 'ann');
};
const elevenlabs_settings = { api_key: 'xi-very-secret', stability: 0.4 };

describe("a caller's own ElevenLabs account", () => {
  it('lets the caller choose any of its voices', async () => {
    const session = await read({ voice_id: THEIRS, voice_params: { elevenlabs_settings } });
    expect(session).toMatchObject({ voiceId: THEIRS, warnings: [] });
    await expect(read({ voice_id: THEIRS })).rejects.toMatchObject({ code: 1014 });
  });

  it('is kept with its key encrypted', async () => {
    const session = await read({ voice_params: { speed: 1.1, elevenlabs_settings } });
    expect(session.voiceParams).toEqual({
      speed: 1.1,
      elevenlabs_settings: { stability: 0.4, api_key_encrypted: 'sealed(14)' },
    });
    expect(JSON.stringify(session)).not.toContain('xi-very-secret');
  });

  it('leaves the installed voices as they are, and is nothing without a key', async () => {
    const session = await read({ voice_id: 'leo', voice_params: { elevenlabs_settings } });
    expect(session).toMatchObject({ voiceId: 'leo', language: 'en-GB' });
    const without = await read({ voice_params: { elevenlabs_settings: { stability: 0.4 } } });
    expect(without.voiceParams).toEqual({});
    expect(without.warnings).toEqual([expect.stringMatching(/elevenlabs_settings: .*api_key/)]);
  });
});
