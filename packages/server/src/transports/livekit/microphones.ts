import {
  AudioStream,
  type Participant,
  type RemoteTrack,
  type RemoteTrackPublication,
  type Room,
  RoomEvent,
  type RemoteParticipant as RtcParticipant,
  TrackKind,
  TrackSource,
} from '@livekit/rtc-node';
import { MICROPHONE_RATE_HZ, type RemoteParticipant } from '../port.js';
import { isPerson, toRemoteParticipant } from './participants.js';

/** Short: what waits for a piece to be full is added to the time that an interruption takes. */
const PIECE_MS = 10;

export interface MicrophonesOptions {
  onFound(from: RemoteParticipant): void;
  onSound(pcm: Int16Array, from: RemoteParticipant, track: string): void;
}

/** Clients' microphones in one connection to a room: found as they are published, read while somebody listens. */
export class Microphones {
  private readonly readers = new Map<string, ReadableStreamDefaultReader<{ data: Int16Array }>>();
  private readonly found = new Set<string>();
  private closed = false;

  constructor(
    private readonly room: Room,
    private readonly options: MicrophonesOptions,
    private listening: boolean,
  ) {
    room.on(RoomEvent.TrackPublished, (publication, participant) => this.look(publication, participant));
    room.on(RoomEvent.TrackUnpublished, ({ sid }) => this.found.delete(sid ?? ''));
    room.on(RoomEvent.TrackSubscribed, (track, publication, participant) => {
      if (isMicrophone(publication, participant)) void this.read(track, participant);
    });
    room.on(RoomEvent.TrackUnsubscribed, ({ sid }) => this.stop(sid ?? ''));
  }

  /** Looks at what was published before we came. */
  open(): void {
    for (const participant of this.room.remoteParticipants.values()) {
      for (const publication of participant.trackPublications.values()) this.look(publication, participant);
    }
  }

  listen(): void {
    if (this.listening) return;
    this.listening = true;
    this.found.clear();
    this.open();
  }

  close(): void {
    this.closed = true;
    for (const sid of [...this.readers.keys()]) this.stop(sid);
  }

  private look(publication: RemoteTrackPublication, participant: RtcParticipant): void {
    const sid = publication.sid ?? '';
    if (this.closed || this.found.has(sid) || !isMicrophone(publication, participant)) return;
    this.found.add(sid);
    this.options.onFound(toRemoteParticipant(participant));
    if (this.listening) publication.setSubscribed(true);
  }

  private async read(track: RemoteTrack, participant: RtcParticipant): Promise<void> {
    const sid = track.sid ?? '';
    if (this.closed || this.readers.has(sid)) return;
    const stream = new AudioStream(track, {
      sampleRate: MICROPHONE_RATE_HZ,
      numChannels: 1,
      frameSizeMs: PIECE_MS,
    });
    const reader = stream.getReader();
    this.readers.set(sid, reader);
    const from = toRemoteParticipant(participant);
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done || this.closed) break;
        this.options.onSound(value.data, from, sid);
      }
    } catch {
      // A track that goes while it is read.
    } finally {
      if (this.readers.get(sid) === reader) this.readers.delete(sid);
    }
  }

  private stop(sid: string): void {
    const reader = this.readers.get(sid);
    this.readers.delete(sid);
    reader?.cancel().catch(() => {});
  }
}

/** A client's sound; sound of unknown source counts, since simple clients do not name it. */
function isMicrophone(publication: RemoteTrackPublication, participant: Participant): boolean {
  const { kind, source } = publication;
  const named = source === TrackSource.SOURCE_MICROPHONE || source === TrackSource.SOURCE_UNKNOWN;
  return kind === TrackKind.KIND_AUDIO && named && isPerson(participant);
}
