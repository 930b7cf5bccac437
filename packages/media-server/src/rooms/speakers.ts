import { SpeakerInfo, SpeakersChanged } from '@livekit/protocol';
import type { Participant } from './participant.js';
import type { Room } from './room.js';

const INTERVAL_MS = 400;
/** Louder than this (-dBov) counts as speech. */
const SPEECH_LEVEL = 45;
/** A level that has not been renewed for this long is over. */
const STALE_MS = 300;
/** Intervals of silence before somebody stops to count as a speaker. */
const HANGOVER_INTERVALS = 2;

/** Watches how loud the participants of a room are, by the audio-level header extension, and tells all who speaks. */
export class Speakers {
  readonly #room: Room;
  readonly #speaking = new Map<Participant, { level: number; silentFor: number }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(room: Room) {
    this.#room = room;
  }

  /** To be called when somebody begins to publish; ends by itself when nobody does any more. */
  watch(): void {
    this.#timer ??= setInterval(() => this.#measure(), INTERVAL_MS);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#speaking.clear();
  }

  /** Who speaks now, for a newcomer. */
  current(): SpeakerInfo[] {
    return [...this.#speaking].map(([{ sid }, { level }]) => new SpeakerInfo({ sid, level, active: true }));
  }

  #measure(): void {
    const changed: SpeakerInfo[] = [];
    let publishers = 0;
    const here = new Set(this.#room.participants);
    for (const participant of here) {
      if (participant.publishing.live.length > 0) publishers++;
      const level = participant.hidden ? 0 : loudness(participant);
      const entry = this.#speaking.get(participant);
      if (level > 0) {
        const moved = !entry || Math.abs(entry.level - level) > 0.1;
        this.#speaking.set(participant, { level: moved ? level : entry.level, silentFor: 0 });
        if (moved) changed.push(new SpeakerInfo({ sid: participant.sid, level, active: true }));
      } else if (entry && ++entry.silentFor >= HANGOVER_INTERVALS) {
        this.#stop(participant, changed);
      }
    }
    for (const participant of this.#speaking.keys())
      if (!here.has(participant)) this.#stop(participant, changed);
    if (changed.length > 0) {
      const update = new SpeakersChanged({ speakers: changed });
      for (const participant of here) participant.send({ case: 'speakersChanged', value: update });
    }
    if (publishers === 0 && this.#speaking.size === 0) this.close();
  }

  #stop(participant: Participant, changed: SpeakerInfo[]): void {
    this.#speaking.delete(participant);
    changed.push(new SpeakerInfo({ sid: participant.sid, level: 0, active: false }));
  }
}

/** From 0, silent, to 1, of a participant's loudest microphone. */
function loudness(participant: Participant): number {
  const nowMs = performance.now();
  let loudest = 127;
  for (const { info, stream } of participant.publishing.live) {
    if (!stream || info.muted || nowMs - stream.audioLevelAtMs > STALE_MS) continue;
    loudest = Math.min(loudest, stream.audioLevel);
  }
  return loudest > SPEECH_LEVEL ? 0 : 10 ** (-loudest / 20);
}
