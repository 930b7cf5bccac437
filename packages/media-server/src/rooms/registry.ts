import type { DisconnectReason } from '@livekit/protocol';
import type { MediaServerLimits } from '../options.js';
import type { Participant } from './participant.js';
import { Room, type RoomOptions } from './room.js';

const DEFAULT_ROOM_OPTIONS: RoomOptions = {
  emptyTimeoutS: 300,
  departureTimeoutS: 20,
  maxParticipants: 0,
  metadata: '',
};

export class CapacityError extends Error {
  override readonly name = 'CapacityError';
}

/** All rooms of the server, by name. A room comes into being when it is created or first joined. */
export class Rooms {
  readonly #rooms = new Map<string, Room>();
  readonly #limits: MediaServerLimits;

  constructor(limits: MediaServerLimits) {
    this.#limits = limits;
  }

  find(name: string): Room | undefined {
    return this.#rooms.get(name);
  }

  all(): Room[] {
    return [...this.#rooms.values()];
  }

  get participants(): Participant[] {
    return this.all().flatMap((room) => [...room.participants]);
  }

  /** @throws CapacityError when the server holds as many rooms as it may */
  getOrCreate(name: string, options: Partial<RoomOptions> = {}): Room {
    const known = this.#rooms.get(name);
    if (known) return known;
    if (this.#rooms.size >= this.#limits.maxRooms)
      throw new CapacityError('the server has no room left for another room');
    const room = new Room(name, { ...DEFAULT_ROOM_OPTIONS, ...options }, () => this.#rooms.delete(name));
    this.#rooms.set(name, room);
    return room;
  }

  /** @throws CapacityError when the room, or the server's share of joining clients, is full */
  checkRoomFor(room: Room, identity: string): void {
    if (room.find(identity)) return;
    const max = Math.min(room.options.maxParticipants || Infinity, this.#limits.maxParticipantsPerRoom);
    if (room.size >= max) throw new CapacityError('the room is full');
    const connecting = this.participants.filter((participant) => participant.connecting).length;
    if (connecting >= this.#limits.maxConnecting)
      throw new CapacityError('too many clients are joining at once');
  }

  close(reason: DisconnectReason): void {
    for (const room of this.all()) room.close(reason);
  }
}
