import { RoomServiceClient } from 'livekit-server-sdk';
import type { MediaServerAccess } from '../sessions/credentials.js';

/** What a worker does to rooms beside being in them. */
export interface Rooms {
  create(name: string): Promise<void>;
  /** A room that is not there is no error. */
  delete(name: string): Promise<void>;
  /** Identities of everybody in the room who is not hidden. */
  listVisible(name: string): Promise<string[]>;
}

const REQUEST_TIMEOUT_S = 5;
/** An empty room outlives a restart of the avatar by this. */
const EMPTY_TIMEOUT_S = 120;

/** Rooms of any LiveKit-compatible server, through its room service. */
export function createRooms(access: MediaServerAccess): Rooms {
  const url = access.url.replace(/^ws/, 'http');
  const service = new RoomServiceClient(url, access.apiKey, access.apiSecret, {
    requestTimeout: REQUEST_TIMEOUT_S,
  });
  return {
    async create(name) {
      await service.createRoom({ name, emptyTimeout: EMPTY_TIMEOUT_S, departureTimeout: EMPTY_TIMEOUT_S });
    },
    async delete(name) {
      try {
        await service.deleteRoom(name);
      } catch (error) {
        if ((error as { code?: string }).code !== 'not_found') {
          throw error;
        }
      }
    },
    async listVisible(name) {
      const participants = await service.listParticipants(name);
      return participants.filter(({ permission }) => !permission?.hidden).map(({ identity }) => identity);
    },
  };
}
