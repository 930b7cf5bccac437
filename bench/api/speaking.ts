import { setTimeout as sleep } from 'node:timers/promises';
import { type ServerProcess, type SessionData, type Viewer, waitFor } from '@avatarium/tests/support';
import { joinSession } from '../live/latency.js';
import { smoothness } from '../live/sync.js';

const LONG_TEXT = Array.from(
  { length: 60 },
  (_, i) => `This is sentence ${i + 1}, and it is far from being the last one of them.`,
).join(' ');
const QUIET = 0.01;
const SETTLE_MS = 2_000;

export interface Watched {
  /** Pictures a second, and gaps of more than 200 ms between two, as the viewer decoded them. */
  fps: number;
  freezes: number;
  longestGapMs: number;
}

/** A session that speaks for minutes, and a viewer that sees whether its picture freezes. */
export class SpeakingSession {
  private constructor(
    private readonly server: ServerProcess,
    readonly session: SessionData,
    private readonly viewer: Viewer,
  ) {}

  static async start(server: ServerProcess): Promise<SpeakingSession> {
    const session = await server.api.createSession({ mode_type: 1, duration: 600 });
    const viewer = await joinSession(session.credentials);
    await viewer.firstPicture();
    const from = performance.now();
    await viewer.chat('talk', LONG_TEXT);
    await waitFor('sound', () => viewer.firstSoundAfter(from, QUIET));
    await sleep(SETTLE_MS);
    return new SpeakingSession(server, session, viewer);
  }

  /** Does something, and tells how the picture fared meanwhile. */
  async during<T>(action: () => Promise<T>): Promise<{ result: T; watched: Watched }> {
    const from = performance.now();
    const result = await action();
    return { result, watched: smoothness(this.viewer.pictureTimesMs, from, performance.now()) };
  }

  async end(): Promise<void> {
    await this.viewer.leave();
    await this.server.api.closeSession(this.session._id);
  }
}
