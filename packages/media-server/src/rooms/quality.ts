import { ConnectionQuality, ConnectionQualityInfo, ConnectionQualityUpdate } from '@livekit/protocol';
import type { Participant } from './participant.js';
import type { Room } from './room.js';

const INTERVAL_MS = 5000;

/** Tells the participants of a room, every few seconds, how well each of them is connected, by what gets lost on the way. */
export class QualityMonitor {
  readonly #room: Room;
  #timer: NodeJS.Timeout | undefined;

  constructor(room: Room) {
    this.#room = room;
  }

  watch(): void {
    this.#timer ??= setInterval(() => this.#tell(), INTERVAL_MS);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tell(): void {
    const all = [...this.#room.participants];
    const known = all.map((participant) => ({ participant, info: qualityOf(participant) }));
    for (const viewer of all) {
      const updates = known.filter(({ participant }) => participant === viewer || !participant.hidden);
      viewer.send({
        case: 'connectionQuality',
        value: new ConnectionQualityUpdate({ updates: updates.map(({ info }) => info) }),
      });
    }
  }
}

function qualityOf(participant: Participant): ConnectionQualityInfo {
  const losses = [
    ...[...participant.subscriptions.values()].map((subscription) => subscription.loss),
    ...participant.publishing.live.map(({ stream }) => stream?.loss ?? 0),
  ];
  const loss = Math.max(0, ...losses);
  return new ConnectionQualityInfo({
    participantSid: participant.sid,
    quality: participant.link.connected ? qualityAt(loss) : ConnectionQuality.LOST,
    score: participant.link.connected ? Math.max(1, 5 - loss * 40) : 0,
  });
}

function qualityAt(loss: number): ConnectionQuality {
  if (loss < 0.02) return ConnectionQuality.EXCELLENT;
  return loss < 0.08 ? ConnectionQuality.GOOD : ConnectionQuality.POOR;
}
