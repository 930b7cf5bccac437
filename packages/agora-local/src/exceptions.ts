import type { ReceivedFigures, SentFigures } from '@avatarium/local-room';
import type { UID } from './checks.js';

export interface ExceptionEvent {
  code: number;
  msg: string;
  uid: UID;
}

/** What one track did in the last second. */
export type Reading =
  | { way: 'sent'; kind: 'audio' | 'video'; uid: UID; figures: SentFigures }
  | { way: 'received'; kind: 'audio' | 'video'; uid: UID; figures: ReceivedFigures };

const LOWEST_FRAME_RATE_HZ = 5;
/** About −70 dB: nobody is silent to this degree but a dead microphone. */
const LOWEST_LEVEL = 0.0003;
/** For so many seconds in a row before it is told. */
const PATIENCE = 5;
const RECOVERY = 2000;

interface Rule {
  code: number;
  msg: string;
  applies(reading: Reading): boolean | undefined;
}

/** Codes and messages as the original documents them; undefined where a rule says nothing about a reading. */
const RULES: Rule[] = [
  {
    code: 1001,
    msg: 'FRAMERATE_INPUT_TOO_LOW',
    applies: (one) =>
      one.way === 'sent' && one.kind === 'video'
        ? one.figures.captureFrameRateHz < LOWEST_FRAME_RATE_HZ
        : undefined,
  },
  {
    code: 1002,
    msg: 'FRAMERATE_SENT_TOO_LOW',
    applies: (one) =>
      one.way === 'sent' && one.kind === 'video' && one.figures.captureFrameRateHz >= LOWEST_FRAME_RATE_HZ
        ? one.figures.frameRateHz < LOWEST_FRAME_RATE_HZ
        : undefined,
  },
  {
    code: 1005,
    msg: 'RECV_VIDEO_DECODE_FAILED',
    applies: (one) =>
      one.way === 'received' && one.kind === 'video' && one.figures.bitrateBps > 0
        ? one.figures.decodedFrameRateHz === 0
        : undefined,
  },
  {
    code: 2001,
    msg: 'AUDIO_INPUT_LEVEL_TOO_LOW',
    applies: (one) =>
      one.way === 'sent' && one.kind === 'audio' ? one.figures.audioLevel < LOWEST_LEVEL : undefined,
  },
  {
    code: 2003,
    msg: 'SEND_AUDIO_BITRATE_TOO_LOW',
    applies: (one) => (one.way === 'sent' && one.kind === 'audio' ? one.figures.bitrateBps === 0 : undefined),
  },
];

/** Watches readings for what the original calls exceptions, and for their end. */
export class Exceptions {
  private readonly counts = new Map<string, number>();

  /** Takes the readings of one second. Tracks that are not among them are forgotten. */
  read(readings: Reading[]): ExceptionEvent[] {
    const events: ExceptionEvent[] = [];
    const seen = new Set<string>();
    for (const reading of readings) {
      for (const rule of RULES) {
        const applies = rule.applies(reading);
        if (applies === undefined) continue;
        const key = `${rule.code} ${reading.uid}`;
        seen.add(key);
        const before = this.counts.get(key) ?? 0;
        const now = applies ? before + 1 : 0;
        this.counts.set(key, now);
        if (now === PATIENCE) events.push({ code: rule.code, msg: rule.msg, uid: reading.uid });
        if (now === 0 && before >= PATIENCE) {
          events.push({ code: rule.code + RECOVERY, msg: `${rule.msg}_RECOVER`, uid: reading.uid });
        }
      }
    }
    for (const key of this.counts.keys()) if (!seen.has(key)) this.counts.delete(key);
    return events;
  }
}
