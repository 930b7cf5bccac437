import type { SetParams } from '@avatarium/contract';
import { ApiError } from '../api/client.js';
import { closeSession, createSession, sessionDetail } from '../api/endpoints.js';
import { plainWords } from '../api/errors.js';
import type { Session } from '../api/types.js';
import { type Problem, StreamChannel } from './channel.js';
import { findEnd } from './ending.js';
import { forgetSession, rememberSession } from './leftover.js';
import { type MicReading, microphoneObstacle, microphoneProblem } from './microphone.js';
import { openRoom } from './open-room.js';
import type { AvatarRoom, RoomEndReason, RoomHandlers } from './room.js';
import { idleState, type LiveState, type SessionEnd, type StartPlan } from './state.js';
import { createStore, type Store } from './store.js';

const HISTORY_S = 60;
/** A greeting does not wait longer than this for the browser to report that sound plays. */
const GREETING_WAIT_MS = 2500;
const QUEUE_POLL_MS = 1000;

/** One session at a time, from the button to its end. The page watches `store`; it never touches the room. */
export class LiveSession {
  readonly store: Store<LiveState> = createStore(idleState);
  private room?: AvatarRoom;
  private channel = this.newChannel();
  private abort = new AbortController();
  private statsTimer?: ReturnType<typeof setInterval>;
  private greetingTimer?: ReturnType<typeof setTimeout>;
  private greeting = '';
  private canBeHeard = false;
  private startClickedMs = 0;

  /**
   * @param report shows a problem that ends nothing, such as a refused command
   * @param options.remembered whether a reload of the page is offered the way back
   */
  constructor(
    private readonly report: (problem: Problem) => void,
    private readonly options: { remembered: boolean } = { remembered: true },
  ) {}

  /** What is said and asked for in this session. */
  get talk(): Pick<StreamChannel, 'say' | 'command'> {
    return this.channel;
  }

  /**
   * Creates a session, waits for its turn, joins, greets.
   * @throws {ApiError} or an error of the room's client library when it could not start; the state is idle again
   */
  async start(plan: StartPlan): Promise<void> {
    this.reset({ phase: 'creating', plan, mode: plan.request.mode_type });
    this.greeting = plan.greeting.trim();
    const { signal } = this.abort;
    try {
      // Not cut off by a cancel: a session that nobody knows of would keep its place for minutes.
      const created = await createSession(plan.request);
      if (signal.aborted) return void (await closeSession(created._id));
      this.store.set({ session: created, durationS: plan.request.duration });
      if (this.options.remembered) rememberSession(created._id);
      await this.join(await this.whenRunning(created, signal));
    } catch (error) {
      if (signal.aborted) return;
      const { session } = this.store.get();
      if (session) closeSession(session._id).catch(() => {});
      this.giveUp();
      throw error;
    }
  }

  /** Takes up a session that is still running, as after a reload of the page. @throws as `start` */
  async rejoin(id: string, planOf: (session: Session) => StartPlan | undefined): Promise<void> {
    this.reset({ phase: 'joining' });
    this.greeting = '';
    const { signal } = this.abort;
    try {
      const session = await sessionDetail(id, signal);
      if (session.status > 2) throw new ApiError(1216, 'This session has ended');
      rememberSession(id);
      const { duration, mode_type: mode } = session;
      this.store.set({ session, plan: planOf(session), durationS: duration, mode });
      await this.join(await this.whenRunning(session, signal));
    } catch (error) {
      if (signal.aborted) return;
      this.giveUp();
      throw error;
    }
  }

  /** Stops waiting for a session that has not started yet. */
  async cancel(): Promise<void> {
    const { session } = this.store.get();
    this.giveUp();
    if (session) await closeSession(session._id).catch(() => {});
  }

  /** Ends the session. Should the request get lost, the server ends it soon, as nobody is in the room. */
  async end(): Promise<void> {
    const { session, phase } = this.store.get();
    if (!session || phase !== 'live') return;
    this.store.set({ phase: 'ending' });
    // Out of the room first: a room that is closed around us looks like a broken connection.
    await this.room?.leave();
    try {
      await closeSession(session._id);
    } catch (error) {
      this.report({ title: 'The session was left, but not closed', text: plainWords(error) });
    }
    this.finish({ reason: 'client_closed', byMe: true });
  }

  /** Back to choosing. */
  dismiss(): void {
    this.reset({ phase: 'idle' });
  }

  /** Changes the running session. @param name what the reader calls the change, should it be refused */
  async adjust(change: SetParams, name: string): Promise<void> {
    const sent = await this.channel.command({ cmd: 'set-params', data: change }, name);
    if (sent && change.mode) this.store.set({ mode: change.mode });
    if (sent && change.vparams?.vid) this.store.set({ voiceId: change.vparams.vid });
  }

  async toggleMicrophone(): Promise<void> {
    const { mic } = this.store.get();
    if (mic.status === 'starting' || !this.room) return;
    const turnOn = mic.status !== 'on';
    const obstacle = turnOn ? microphoneObstacle() : undefined;
    if (obstacle) return this.store.set({ mic: { status: 'off', problem: obstacle } });
    this.store.set({ mic: { status: 'starting' } });
    try {
      await this.room.setMicrophone(turnOn);
      // The server may have said in the meantime that nobody listens.
      if (this.store.get().mic.status === 'starting') {
        this.store.set({ mic: { status: turnOn ? 'on' : 'muted' } });
      }
    } catch (error) {
      this.store.set({ mic: { status: 'off', problem: microphoneProblem(error) } });
    }
  }

  /** Says why the microphone stays off, or no longer: this server understands no speech. */
  explainDeafness(show: boolean): void {
    const { deaf } = this.store.get().mic;
    this.store.set({ mic: { status: 'off', deaf, explained: show } });
  }

  /** What the open microphone hears now; undefined while it is not open. */
  readMicrophone(): MicReading | undefined {
    return this.room?.readMicrophone();
  }

  setMuted(muted: boolean): void {
    this.room?.setMuted(muted);
    this.store.set({ muted });
  }

  /** Must run inside a click or a key press. */
  async startSound(): Promise<void> {
    await this.room?.startSound();
    if (!this.store.get().soundBlocked) this.greet();
  }

  /** The stage shows the first picture. */
  pictureShown(): void {
    if (this.store.get().firstPictureMs === undefined) {
      this.store.set({ firstPictureMs: performance.now() - this.startClickedMs });
    }
  }

  private async whenRunning(session: Session, signal: AbortSignal): Promise<Session> {
    let current = session;
    while (current.status === 1) {
      this.store.set({ phase: 'queued', session: current });
      await new Promise((resolve) => setTimeout(resolve, QUEUE_POLL_MS));
      signal.throwIfAborted();
      current = await sessionDetail(current._id, signal);
    }
    if (current.status > 2) {
      const { code, msg } = current.error ?? { code: 1218, msg: 'The session ended before it began' };
      throw new ApiError(code, msg);
    }
    return current;
  }

  private async join(session: Session): Promise<void> {
    const room = openRoom(session, this.roomHandlers());
    this.store.set({ phase: 'joining', session, voiceId: session.voice_id });
    this.room = room;
    room.setMuted(this.store.get().muted);
    await room.connect();
    if (this.room !== room) return void (await room.leave());
    this.store.set({ phase: 'live', startedAtMs: session.started_at ?? Date.now() });
    this.statsTimer = setInterval(() => void this.measure(), 1000);
    if (this.canBeHeard) this.greet();
    this.greetingTimer = setTimeout(() => {
      if (!this.store.get().soundBlocked) this.greet();
    }, GREETING_WAIT_MS);
  }

  private roomHandlers(): RoomHandlers {
    const { channel } = this;
    return {
      packet: (bytes) => channel.receive(bytes),
      video: (video) => this.store.set({ video }),
      soundPlaying: () => {
        this.canBeHeard = true;
        this.greet();
      },
      soundBlocked: (soundBlocked) => this.store.set({ soundBlocked }),
      reconnecting: (reconnecting) => this.store.set({ reconnecting }),
      avatarLeft: () => void this.avatarGone(),
      disconnected: (reason) => void this.roomLost(reason),
    };
  }

  private greet(): void {
    const { greeting } = this;
    if (!greeting || this.store.get().phase !== 'live') return;
    this.greeting = '';
    void this.channel.greet(greeting);
  }

  private newChannel(): StreamChannel {
    return new StreamChannel({
      store: this.store,
      send: (packets) => this.room?.send(packets) ?? Promise.reject(new Error('There is no session')),
      report: (problem) => this.report(problem),
      deaf: () => {
        this.store.set({ mic: { status: 'off', deaf: true, explained: true } });
        // What nobody understands need not be sent.
        this.room?.setMicrophone(false).catch(() => {});
      },
    });
  }

  private async measure(): Promise<void> {
    const figures = await this.room?.measure();
    if (!figures || this.store.get().phase !== 'live') return;
    this.store.set({ figures, history: [...this.store.get().history, figures].slice(-HISTORY_S) });
  }

  /** The avatar left a room that stays: over, unless it is one that comes back. */
  private async avatarGone(): Promise<void> {
    const { phase, session } = this.store.get();
    if (phase !== 'live' || !session) return;
    const end = await findEnd(session._id, false);
    const isOver = end.reason !== 'lost' && end.reason !== 'server-gone';
    if (!isOver || this.store.get().phase !== 'live' || this.store.get().session !== session) return;
    this.finish({ ...end, byMe: false });
  }

  /** The room is gone although nobody here left it: ask the server why. */
  private async roomLost(reason: RoomEndReason): Promise<void> {
    const { phase, session } = this.store.get();
    if (phase !== 'live' || reason === 'left' || !session) return;
    this.store.set({ phase: 'ending' });
    const end = reason === 'replaced' ? { reason } : await findEnd(session._id, reason === 'removed');
    if (this.store.get().phase === 'ending') this.finish({ ...end, byMe: false });
  }

  private finish(end: Omit<SessionEnd, 'lengthMs'>): void {
    const { startedAtMs } = this.store.get();
    this.release();
    // While it may still be running, a reload offers the way back.
    const isOver = end.reason !== 'lost' && end.reason !== 'replaced' && end.reason !== 'server-gone';
    if (isOver) this.forget();
    this.channel.close();
    const lengthMs = startedAtMs === undefined ? undefined : Date.now() - startedAtMs;
    this.store.set({
      phase: 'ended',
      reconnecting: false,
      soundBlocked: false,
      mic: { status: 'off' },
      end: { ...end, lengthMs },
    });
  }

  private forget(): void {
    if (this.options.remembered) forgetSession();
  }

  private giveUp(): void {
    this.forget();
    this.reset({ phase: 'idle' });
  }

  private reset(change: Partial<LiveState>): void {
    this.release();
    this.abort.abort();
    this.abort = new AbortController();
    this.channel = this.newChannel();
    this.startClickedMs = performance.now();
    this.store.set({ ...idleState, muted: this.store.get().muted, ...change });
  }

  private release(): void {
    clearInterval(this.statsTimer);
    clearTimeout(this.greetingTimer);
    this.canBeHeard = false;
    const { room } = this;
    this.room = undefined;
    void room?.leave();
  }
}
