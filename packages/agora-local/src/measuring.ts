import { type LocalRoom, measuredQuality } from '@avatarium/local-room';
import type { UID } from './checks.js';
import { type ExceptionEvent, Exceptions, type Reading } from './exceptions.js';
import type { RemoteUser } from './remote-user.js';
import type { LocalTrack } from './tracks/local.js';
import { LocalAudioTrack } from './tracks/local-audio.js';
import type { AgoraRTCStats, NetworkQuality } from './types.js';

const STATISTICS_PERIOD_MS = 1000;
/** As the original documents them. */
const QUALITY_PERIOD_MS = 2000;
const VOLUME_PERIOD_MS = 2000;

interface MeasuringListener {
  quality(quality: NetworkQuality): void;
  volumes(volumes: { uid: UID; level: number }[]): void;
  exception(event: ExceptionEvent): void;
}

/** Measures one stay in a channel, from join to leave. */
export class Measuring {
  private readonly timers: ReturnType<typeof setInterval>[] = [];
  private readonly exceptions = new Exceptions();
  private readonly startedMs = performance.now();
  private readings: Reading[] = [];
  private volumesAsked = false;

  constructor(
    private readonly room: LocalRoom,
    private readonly uid: UID,
    private readonly users: () => RemoteUser[],
    private readonly tracks: () => LocalTrack[],
    private readonly listener: MeasuringListener,
  ) {
    this.timers.push(
      setInterval(() => void this.measure(), STATISTICS_PERIOD_MS),
      setInterval(() => listener.quality(this.quality()), QUALITY_PERIOD_MS),
    );
  }

  /** Ours: as measured on what is sent and received, else as the media server says. */
  quality(): NetworkQuality {
    const told = this.room.quality();
    const of = (way: Reading['way']) => {
      const figures = this.readings.filter((one) => one.way === way).map((one) => one.figures);
      return told === 6 ? told : measuredQuality(figures) || told;
    };
    return { uplinkNetworkQuality: of('sent'), downlinkNetworkQuality: of('received') };
  }

  /** Of those of whom something is subscribed. */
  qualities(): Record<string, NetworkQuality> {
    const heard = this.users().filter(({ audioTrack, videoTrack }) => audioTrack || videoTrack);
    const told = ({ uid }: RemoteUser): NetworkQuality => {
      const number = this.room.quality(String(uid));
      return { uplinkNetworkQuality: number, downlinkNetworkQuality: number };
    };
    return Object.fromEntries(heard.map((user) => [user.uid, told(user)]));
  }

  reportVolumes(): void {
    if (this.volumesAsked) return;
    this.volumesAsked = true;
    this.timers.push(setInterval(() => this.listener.volumes(this.volumes()), VOLUME_PERIOD_MS));
  }

  totals(): AgoraRTCStats {
    const received = this.readings.filter(({ way }) => way === 'received');
    const sent = this.readings.filter(({ way }) => way === 'sent');
    const sum = (list: Reading[], name: 'bytes' | 'bitrateBps') =>
      list.reduce((total, { figures }) => total + figures[name], 0);
    const available = sent.map(({ figures }) => ('availableBps' in figures ? figures.availableBps : 0));
    return {
      Duration: Math.floor((performance.now() - this.startedMs) / 1000),
      RecvBitrate: sum(received, 'bitrateBps'),
      RecvBytes: sum(received, 'bytes'),
      SendBitrate: sum(sent, 'bitrateBps'),
      SendBytes: sum(sent, 'bytes'),
      UserCount: this.room.members.length + 1,
      RTT: Math.round(Math.max(0, ...this.readings.map(({ figures }) => figures.rttMs))),
      OutgoingAvailableBandwidth: Math.round(Math.max(0, ...available) / 1000),
    };
  }

  stop(): void {
    for (const timer of this.timers.splice(0)) clearInterval(timer);
  }

  private async measure(): Promise<void> {
    const readings: Reading[] = [];
    for (const track of this.tracks()) {
      const figures = await track.measure();
      if (figures && track.enabled && !track.muted) {
        readings.push({ way: 'sent', kind: track.trackMediaType, uid: this.uid, figures });
      }
    }
    for (const { uid, audioTrack, videoTrack } of this.users()) {
      for (const track of [audioTrack, videoTrack]) {
        const figures = await track?.measure();
        if (track && figures) readings.push({ way: 'received', kind: track.trackMediaType, uid, figures });
      }
    }
    if (this.timers.length === 0) return;
    this.readings = readings;
    // While the connection is away everything stands still, and that is told otherwise.
    if (this.room.isReconnecting) return;
    for (const event of this.exceptions.read(readings)) this.listener.exception(event);
  }

  private volumes(): { uid: UID; level: number }[] {
    const own = this.tracks().filter((track) => track instanceof LocalAudioTrack);
    const level = (track: { getVolumeLevel(): number }) => Math.round(100 * track.getVolumeLevel());
    return [
      ...own.map((track) => ({ uid: this.uid, level: level(track) })),
      ...this.users().flatMap(({ uid, audioTrack }) =>
        audioTrack ? [{ uid, level: level(audioTrack) }] : [],
      ),
    ];
  }
}

/** Statistics by uid. */
export function byUid<Stats>(
  users: RemoteUser[],
  stats: (user: RemoteUser) => Stats | undefined,
): Record<string, Stats> {
  const entries = users.flatMap((user): [string, Stats][] => {
    const value = stats(user);
    return value === undefined ? [] : [[String(user.uid), value]];
  });
  return Object.fromEntries(entries);
}
