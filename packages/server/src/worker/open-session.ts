import type { BridgeOptions } from '@avatarium/bridge';
import type {
  LiveSession,
  LiveSessionFactory,
  LiveSessionOptions,
  OwnElevenLabs,
  VoiceParams,
} from '../live/port.js';
import type { Rooms } from '../media/rooms.js';
import { FetchFailedError, type GuardedRelay, RefusedUrlError, type RelayedUrl } from '../net/index.js';
import { vendorAccessOf } from '../sessions/bridge-access.js';
import { avatarToken, bridgeToken, type MediaServerAccess } from '../sessions/credentials.js';
import { isInOwnLivekitRoom } from '../sessions/own-room.js';
import type { SessionRow, SessionVoiceParams } from '../storage/port.js';
import type { VideoSettings } from '../transports/port.js';
import type { Vendors } from '../vendors/accounts.js';
import { BridgedLiveSession, type SessionBridge } from './bridged-live-session.js';

export interface SessionOpener {
  /** Makes the room, unless it is the caller's own, and the avatar that is to enter it. */
  open(session: SessionRow): Promise<LiveSession>;
  /** Removes a room that `open` made. */
  discard(session: SessionRow): Promise<void>;
}

/** Turns the row of a session into an avatar at the door of its room. */
export function createSessionOpener(deps: {
  rooms: Rooms;
  access: MediaServerAccess;
  createLiveSession: LiveSessionFactory;
  video: VideoSettings;
  /** Opens what was sealed for the row. */
  unseal(sealed: string): string;
  /** What a knowledge base has the avatar say first; empty for nothing. */
  prologueOf(knowledgeId: string): Promise<string>;
  /** The safe way to a server that a caller named. */
  relay: Pick<GuardedRelay, 'open'>;
  vendors: Vendors;
  /** The way of a session to a vendor's channel. Throws where nothing can take it there. */
  openBridge(options: BridgeOptions): SessionBridge;
}): SessionOpener {
  const { rooms, access } = deps;
  /** Ways to callers' own rooms, by session. */
  const relayed = new Map<string, RelayedUrl>();

  async function relay(session: SessionRow): Promise<string> {
    try {
      const opened = await deps.relay.open(session.livekitUrl);
      relayed.get(session.id)?.close();
      relayed.set(session.id, opened);
      return opened.url;
    } catch (error) {
      throw error instanceof RefusedUrlError || error instanceof FetchFailedError
        ? new Error(`credentials.livekit_url: ${error.message}`, { cause: error })
        : error;
    }
  }

  async function roomOf(session: SessionRow): Promise<LiveSessionOptions['room']> {
    const { speechFromAgent } = session;
    if (isInOwnLivekitRoom(session)) {
      const token = deps.unseal(session.ownTokenEncrypted ?? '');
      return { url: await relay(session), token, speechFromAgent };
    }
    await rooms.create(session.roomName);
    return { url: access.url, token: avatarToken(session, access), speechFromAgent };
  }

  /** The bridge that the session needs; null where clients enter the avatar's own room. */
  function bridgeOf(session: SessionRow): SessionBridge | null {
    const vendor = vendorAccessOf(session, deps.vendors, deps.unseal);
    if (!vendor) return null;
    const avatarIdentity = session.serverIdentity;
    return deps.openBridge({
      sessionId: session.id,
      room: { url: access.url, token: bridgeToken(session, access), avatarIdentity },
      vendor,
      picture: deps.video,
    });
  }

  return {
    async open(session) {
      const { knowledgeId } = session;
      const bridge = bridgeOf(session);
      const live = deps.createLiveSession({
        sessionId: session.id,
        accountId: session.accountId,
        room: await roomOf(session),
        avatarId: session.avatarId,
        voiceId: session.voiceId,
        language: session.language,
        mode: session.modeType,
        knowledgeId,
        prologue: knowledgeId === null ? '' : await deps.prologueOf(knowledgeId),
        backgroundUrl: session.backgroundUrl ?? undefined,
        ...voiceOf(session.voiceParams, deps.unseal),
        video: deps.video,
      });
      return bridge ? new BridgedLiveSession(live, bridge) : live;
    },
    async discard(session) {
      relayed.get(session.id)?.close();
      relayed.delete(session.id);
      if (!isInOwnLivekitRoom(session)) {
        await rooms.delete(session.roomName);
      }
    },
  };
}

/** How the avatar speaks and listens, with the key of the caller's own account, if any, in plain text. */
function voiceOf(
  kept: SessionVoiceParams,
  unseal: (sealed: string) => string,
): Pick<LiveSessionOptions, 'voiceParams' | 'elevenLabs'> {
  const { elevenlabs_settings: own, ...voiceParams } = kept as VoiceParams & {
    elevenlabs_settings?: Omit<OwnElevenLabs, 'api_key'> & { api_key_encrypted: string };
  };
  if (!own) return { voiceParams };
  const { api_key_encrypted, ...manner } = own;
  return { voiceParams, elevenLabs: { ...manner, api_key: unseal(api_key_encrypted) } };
}
