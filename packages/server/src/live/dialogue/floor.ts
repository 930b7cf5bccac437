import { LOUD, loudness } from './loudness.js';

const HOLD_MS = 1_500;
const KEPT_MS = 300;

interface Speaker {
  identity: string;
  lastMs: number;
  lastLoudMs: number;
  /** What came last while another had the floor. */
  kept: { pcm: Int16Array; atMs: number }[];
}

/**
 * Of several clients one is listened to at a time: whoever speaks first, until they have been silent for a while. Two
 * voices at once would be understood by nobody.
 */
export class Floor {
  private readonly speakers = new Map<string, Speaker>();
  private holder: string | null = null;

  constructor(private readonly hear: (pcm: Int16Array) => void) {}

  /**
   * @param pcm mono, `MICROPHONE_RATE_HZ`
   * @param track tells the microphones of one participant apart, who may stand for several people
   */
  add(pcm: Int16Array, identity: string, nowMs: number, track = ''): void {
    const from = `${track} of ${identity}`;
    const speaker = this.speakers.get(from) ?? this.enter(from, identity, nowMs);
    if (loudness(pcm) > LOUD) speaker.lastLoudMs = nowMs;
    speaker.lastMs = nowMs;
    const holder = this.holder === null ? undefined : this.speakers.get(this.holder);
    if (!holder || nowMs - holder.lastMs > HOLD_MS) this.holder = from;
    if (this.holder !== from && speaker.lastLoudMs === nowMs && this.isFree(nowMs)) {
      this.holder = from;
      for (const { pcm: earlier } of speaker.kept.splice(0)) this.hear(earlier);
    }
    if (this.holder === from) {
      this.hear(pcm);
      return;
    }
    speaker.kept.push({ pcm, atMs: nowMs });
    while (speaker.kept[0] && speaker.kept[0].atMs < nowMs - KEPT_MS) speaker.kept.shift();
  }

  left(identity: string): void {
    for (const [from, speaker] of this.speakers) {
      if (speaker.identity !== identity) continue;
      this.speakers.delete(from);
      if (this.holder === from) this.holder = null;
    }
  }

  private enter(from: string, identity: string, nowMs: number): Speaker {
    // Those whose tracks have ended since.
    for (const [other, { lastMs }] of this.speakers) {
      if (nowMs - lastMs > HOLD_MS) this.speakers.delete(other);
    }
    const speaker = { identity, lastMs: nowMs, lastLoudMs: Number.NEGATIVE_INFINITY, kept: [] };
    this.speakers.set(from, speaker);
    return speaker;
  }

  private isFree(nowMs: number): boolean {
    const holder = this.holder === null ? undefined : this.speakers.get(this.holder);
    return !holder || nowMs - holder.lastLoudMs > HOLD_MS;
  }
}
