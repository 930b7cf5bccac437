import { type LocalRoom, ReceivedMeter, SentMeter } from '@avatarium/local-room';
import type { RemoteUser } from './remote-users.js';
import type { NetworkQuality, Statistics } from './types.js';

/** What is sent, where it is counted. */
type Sender = { statsReport(): Promise<RTCStatsReport | undefined> };

const PERIOD_MS = 2000;

/** The vendor's scale: 0 while nothing goes in a direction, 1 excellent to 5 very poor, 6 without a connection. */
const [NOTHING_CARRIED, VERY_POOR, NO_CONNECTION] = [0, 5, 6];
/** The most of each that is excellent, good, fair and poor. */
const MOST_RTT_MS = [100, 200, 400, 800];
const MOST_LOSS_PERCENT = [1, 4, 10, 25];

/** Tells of the network and of what is sent and received, every two seconds while in a room. */
export class Figures {
  readonly #sent = { audio: new SentMeter(), video: new SentMeter() };
  readonly #received = new Map<string, { audio: ReceivedMeter; video: ReceivedMeter }>();
  readonly #timer = setInterval(() => void this.#tell().catch(() => {}), PERIOD_MS);

  constructor(
    private readonly room: LocalRoom,
    private readonly local: { audio: Sender; video: Sender },
    private readonly users: () => RemoteUser[],
    private readonly report: (quality: NetworkQuality, statistics: Statistics) => void,
  ) {}

  stop(): void {
    clearInterval(this.#timer);
  }

  async #tell(): Promise<void> {
    const [audio, video, remote] = await Promise.all([
      read(this.#sent.audio, this.local.audio),
      read(this.#sent.video, this.local.video),
      Promise.all(this.users().map((user) => this.#readUser(user))),
    ]);
    const up = [audio, video].filter((figures) => figures !== undefined);
    const down = remote.flatMap((user) => [user.audio, user.video]).filter((one) => one !== undefined);
    const uplinkRTT = mean(up.map(({ rttMs }) => rttMs));
    const downlinkRTT = mean(down.map(({ rttMs }) => rttMs));
    const uplinkLoss = mean(up.map(({ recentLossPercent }) => recentLossPercent));
    const downlinkLoss = mean(down.map(({ recentLossPercent }) => recentLossPercent));
    const { isReconnecting } = this.room;
    const quality = (figures: unknown[], rttMs: number, lossPercent: number) => {
      if (isReconnecting) return NO_CONNECTION;
      return figures.length > 0 ? networkQuality(rttMs, lossPercent) : NOTHING_CARRIED;
    };
    this.report(
      {
        uplinkNetworkQuality: quality(up, uplinkRTT, uplinkLoss),
        downlinkNetworkQuality: quality(down, downlinkRTT, downlinkLoss),
        uplinkRTT,
        uplinkLoss,
        downlinkRTT,
        downlinkLoss,
      },
      {
        rtt: uplinkRTT || downlinkRTT,
        upLoss: uplinkLoss,
        downLoss: downlinkLoss,
        bytesSent: total(up.map(({ bytes }) => bytes)),
        bytesReceived: total(down.map(({ bytes }) => bytes)),
        localStatistics: {
          audio: { bitrate: kbps(audio?.bitrateBps), audioLevel: audio?.audioLevel ?? 0 },
          video: video ? [pictureOf(video)] : [],
        },
        remoteStatistics: remote.map((user) => ({
          userId: user.userId,
          audio: {
            bitrate: kbps(user.audio?.bitrateBps),
            audioLevel: user.audio?.audioLevel ?? 0,
            jitterBufferDelay: Math.round(user.audio?.bufferMs ?? 0),
          },
          video: user.video
            ? [{ ...pictureOf(user.video), jitterBufferDelay: Math.round(user.video.bufferMs) }]
            : [],
        })),
      },
    );
  }

  async #readUser({ member }: RemoteUser) {
    const userId = member.identity;
    const meters = this.#received.get(userId) ?? { audio: new ReceivedMeter(), video: new ReceivedMeter() };
    this.#received.set(userId, meters);
    const [audio, video] = await Promise.all(
      (['audio', 'video'] as const).map(async (kind) => {
        const report = await member[kind].track?.getRTCStatsReport();
        return report && meters[kind].read(report);
      }),
    );
    return { userId, audio, video };
  }
}

/** How good a direction is in which something goes, 1–5: by the worse of its delay and its loss. */
export function networkQuality(rttMs: number, lossPercent: number): number {
  const rank = (value: number, most: number[]) => {
    const at = most.findIndex((limit) => value <= limit);
    return at < 0 ? VERY_POOR : at + 1;
  };
  return Math.max(rank(rttMs, MOST_RTT_MS), rank(lossPercent, MOST_LOSS_PERCENT));
}

async function read(meter: SentMeter, sender: Sender): Promise<ReturnType<SentMeter['read']>> {
  const report = await sender.statsReport();
  return report && meter.read(report);
}

function pictureOf(figures: { width: number; height: number; frameRateHz: number; bitrateBps: number }) {
  const { width, height, frameRateHz, bitrateBps } = figures;
  return { width, height, frameRate: frameRateHz, bitrate: kbps(bitrateBps), videoType: 'big' as const };
}

function kbps(bitrateBps = 0): number {
  return Math.round(bitrateBps / 1000);
}

function total(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function mean(values: number[]): number {
  return values.length > 0 ? Math.round(total(values) / values.length) : 0;
}
