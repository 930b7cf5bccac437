import type { Caller } from '../account-port.js';
import type { NewSession } from '../port.js';
import { newId } from './add-key.js';

/** A session of a minute, as this caller would ask for it. */
export function newSession({ account, key }: Caller, change: Partial<NewSession> = {}): NewSession {
  const id = change.id ?? newId();
  return {
    id,
    accountId: account.id,
    keyId: key.id,
    avatarId: 'ava',
    knowledgeId: null,
    voiceId: 'voice',
    language: 'en-US',
    modeType: 1,
    streamType: 'livekit',
    durationMs: 60_000,
    backgroundUrl: null,
    failAfterMs: null,
    voiceParams: {},
    livekitUrl: 'ws://127.0.0.1:8080',
    roomName: `session-${id}`,
    serverIdentity: `avatar-${id}`,
    clientIdentity: `client-${id}`,
    speechFromAgent: false,
    ownTokenEncrypted: null,
    vendor: null,
    createdAt: 0,
    ...change,
  };
}
