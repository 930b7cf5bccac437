import type { MicReading } from './microphone.js';
import type { Figures } from './stats.js';

/** The avatar's picture, to be shown on a screen of the page's. */
export interface Picture {
  attach(screen: HTMLVideoElement): void;
  detach(screen: HTMLVideoElement): void;
}

export interface RoomHandlers {
  packet(bytes: Uint8Array): void;
  /** The avatar's picture came or went. */
  video(picture: Picture | undefined): void;
  /** The avatar can be heard from now on. */
  soundPlaying(): void;
  soundBlocked(blocked: boolean): void;
  reconnecting(active: boolean): void;
  /** The avatar went, and the room stays: that is how a vendor's channel tells the end of a session. */
  avatarLeft(): void;
  disconnected(reason: RoomEndReason): void;
}

export type RoomEndReason = 'left' | 'replaced' | 'removed' | 'lost';

/**
 * The console's place in a session's room: picture, sound, packets and microphone, each by the client library of the
 * session's stream type. Knows no protocol.
 */
export interface AvatarRoom {
  /** Resolves once in the room. Rejects with an error of the client library. */
  connect(): Promise<void>;
  /** Sends reliable packets in order, no faster than the room takes them. */
  send(packets: Uint8Array<ArrayBuffer>[]): Promise<void>;
  /** Must run inside a click or a key press. */
  startSound(): Promise<void>;
  setMuted(muted: boolean): void;
  /** @throws DOMException NotAllowedError, NotFoundError, NotReadableError of getUserMedia */
  setMicrophone(enabled: boolean): Promise<void>;
  /** What the open microphone hears now; undefined while it is not open. */
  readMicrophone(): MicReading | undefined;
  /** What the last second was like, as far as the library tells. */
  measure(): Promise<Figures>;
  leave(): Promise<void>;
}
