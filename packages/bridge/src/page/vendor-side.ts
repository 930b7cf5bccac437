import type { PictureSettings } from '../protocol.js';

export type MediaKind = 'audio' | 'video';

/** What happens in a vendor's channel. People are all who are in it beside us. */
export interface VendorEvents {
  /** So many people are in the channel. */
  onPeople(count: number): void;
  /** A person's microphone or camera; null when it is gone. */
  onMedia(person: string, kind: MediaKind, track: MediaStreamTrack | null): void;
  /** @param topic of the packet that it becomes; undefined for frames of the stream protocol */
  onMessage(bytes: Uint8Array<ArrayBuffer>, topic: string | undefined): void;
  onWarning(message: string): void;
  /** Out of the channel, not by our own doing. */
  onLost(reason: string, final: boolean): void;
}

/** What messages a vendor takes. */
export interface MessageLimits {
  maxBytes: number;
  messagesPerS: number;
  bytesPerS: number;
}

/** One participant in a vendor's channel, by the vendor's own SDK. */
export interface VendorSide {
  /** As people call it. */
  readonly name: string;
  readonly limits: MessageLimits;
  /** Rejects with the vendor's reason. May never settle: the caller has to have a timer, and to `leave`. */
  join(): Promise<void>;
  /** Publishes the avatar's sound or picture in the place of an earlier one. */
  publish(kind: MediaKind, track: MediaStreamTrack, picture: PictureSettings): Promise<void>;
  /** Broadcasts a message of at most `limits.maxBytes`. Rejects when the channel does not take it now. */
  send(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  leave(): Promise<void>;
}

/** Members that only tune the SDK; one that lacks them, or refuses, is used as it is. */
export function attempt(action: () => unknown): void {
  try {
    action();
  } catch {
    // It has no such member.
  }
}

/** What the SDK threw, with the code that its documentation explains. */
export function reasonOf(error: unknown): string {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const text = typeof message === 'string' && message !== '' ? message : String(error);
  return code === undefined || text.includes(String(code)) ? text : `${text} (${code})`;
}
