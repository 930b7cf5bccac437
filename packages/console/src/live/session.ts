import { ApiError } from '../api/client.js';
import { closeSession, createSession, sessionDetail } from '../api/endpoints.js';
import { plainWords } from '../api/errors.js';
import type { Session } from '../api/types.js';
import { findEnd } from './ending.js';
import { forgetSession, rememberSession } from './leftover.js';
import { microphoneProblem } from './microphone.js';
import {
  type AvatarFrame,
  type ClientCommand,
  decodeFrame,
  encodeChat,
  encodeCommand,
  newMessageId,
} from './protocol.js';
import { AvatarRoom, type RoomEndReason } from './room.js';
import { idleState, type LiveState, type SessionEnd, type StartPlan } from './state.js';
import { readStats, type StatsSample } from './stats.js';
import { createStore, type Store } from './store.js';
import { reduceTranscript, type TranscriptEvent } from './transcript.js';

const HISTORY_S = 60;
const FRAME_LOG = 200;
/** A greeting does not wait longer than this for the browser to report that sound plays. */
const GREETING_WAIT_MS = 2500;

/** What an answer is about when its command was not sent by this page, or long ago. */
const COMMAND_NAMES: Record<string, string> = {
  chat: 'Not spoken',
  interrupt: 'Stop speaking',
  'set-params': 'Set-up of the presenter',
  'set-action': 'Action',
};

export interface Problem {
  title: string;
  text: string;
}

/** One session at a time, from the button to its end. The page watches `store`; it never touches the room. */
export class LiveSession {
  readonly store: Store<LiveState> = createStore(idleState);
  private room?: AvatarRoom;
  private abort = new AbortController();
  private statsTimer?: ReturnType<typeof setInterval>;
  private statsSample?: StatsSample;
  private greetingTimer?: ReturnType<typeof setTimeout>;
  private greeting = '';
  private canBeHeard = false;
  private startClickedMs = 0;
  private chatSentMs?: number;
  private readonly commandNames = new Map<string, string>();
  private frameCount = 0;

  /** @param report shows a problem that ends nothing, such as a refused command */
  constructor(private readonly report: (problem: Problem) => void) {}

  /**
   * Creates a session, waits for its turn, joins, greets.
   * @throws {ApiError} or livekit-client's ConnectionError when it could not start; the state is idle again
   */
  async start(plan: StartPlan): Promise<void> {
    this.reset({ phase: 'creating', plan });
    this.greeting = plan.greeting.trim();
    const { signal } = this.abort;
    try {
      const created = await createSession(plan.request, signal);
      this.store.set({ session: created, durationS: plan.request.duration });
      rememberSession(created._id);
      if (signal.aborted) return void (await closeSession(created._id));
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
      this.store.set({ session, plan: planOf(session), durationS: session.duration });
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
    this.abort.abort();
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

  /** Sends a text to the avatar. @returns whether it went out; a problem has been reported otherwise */
  async say(text: string): Promise<boolean> {
    const mid = newMessageId();
    const interrupts = this.store.get().plan?.request.mode_type === 2;
    this.apply({ type: 'typed', mid, text, at: Date.now(), interrupts });
    const sent = await this.send(encodeChat(mid, text));
    this.chatSentMs = performance.now();
    if (!sent) this.apply({ type: 'refused', mid, reason: 'Not sent' });
    return sent;
  }

  /** @param name what the reader calls it, for messages about it */
  async command(command: ClientCommand, name: string): Promise<void> {
    const mid = newMessageId();
    this.commandNames.set(mid, name);
    if (command.cmd === 'interrupt') this.apply({ type: 'stop-asked' });
    await this.send([encodeCommand(mid, command)]);
  }

  async toggleMicrophone(): Promise<void> {
    const { mic } = this.store.get();
    if (mic.status === 'starting' || !this.room) return;
    if (mic.status === 'on') {
      await this.room.setMicrophone(false);
      this.store.set({ mic: { status: 'off' } });
      return;
    }
    this.store.set({ mic: { status: 'starting' } });
    try {
      await this.room.setMicrophone(true);
      this.store.set({ mic: { status: 'on' } });
    } catch (error) {
      this.store.set({ mic: { status: 'off', problem: microphoneProblem(error) } });
    }
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
      await new Promise((resolve) => setTimeout(resolve, 1000));
      signal.throwIfAborted();
      current = await sessionDetail(current._id, signal);
    }
    if (current.status > 2) {
      throw new ApiError(
        current.error?.code ?? 1218,
        current.error?.msg ?? 'The session ended before it began',
      );
    }
    return current;
  }

  private async join(session: Session): Promise<void> {
    const {
      livekit_url: url,
      livekit_token: token,
      livekit_server_identity: avatar,
    } = session.credentials ?? {};
    if (!url || !token) throw new Error('The server gave no way into the room of this session');
    this.store.set({ phase: 'joining', session });
    const room = new AvatarRoom(this.roomHandlers(), avatar || undefined);
    this.room = room;
    await room.connect(url, token);
    if (this.room !== room) return void (await room.leave());
    this.store.set({ phase: 'live', startedAtMs: session.started_at ?? Date.now() });
    this.statsTimer = setInterval(() => void this.measure(), 1000);
    if (this.canBeHeard) this.greet();
    this.greetingTimer = setTimeout(() => {
      if (!this.store.get().soundBlocked) this.greet();
    }, GREETING_WAIT_MS);
  }

  private roomHandlers(): ConstructorParameters<typeof AvatarRoom>[0] {
    return {
      packet: (bytes) => this.receive(bytes),
      video: (video) => this.store.set({ video }),
      soundPlaying: () => {
        this.canBeHeard = true;
        this.greet();
      },
      soundBlocked: (soundBlocked) => this.store.set({ soundBlocked }),
      reconnecting: (reconnecting) => this.store.set({ reconnecting }),
      avatarPresent: (avatarPresent) => this.store.set({ avatarPresent }),
      disconnected: (reason) => void this.roomLost(reason),
    };
  }

  private greet(): void {
    const { greeting } = this;
    if (!greeting || this.store.get().phase !== 'live') return;
    this.greeting = '';
    const mid = newMessageId();
    this.apply({ type: 'note', id: `note-${mid}`, text: 'The console sent the greeting', at: Date.now() });
    void this.send(encodeChat(mid, greeting)).then(() => {
      this.chatSentMs = performance.now();
    });
  }

  private async send(packets: Uint8Array<ArrayBuffer>[]): Promise<boolean> {
    for (const packet of packets) this.logFrame('out', packet);
    try {
      if (!this.room) throw new Error('There is no session');
      await this.room.send(packets);
      return true;
    } catch {
      this.report({ title: 'Not sent', text: 'The connection is interrupted. Try again when it is back.' });
      return false;
    }
  }

  private receive(packet: Uint8Array): void {
    const frame = decodeFrame(packet);
    if (!frame) return;
    this.logFrame('in', packet);
    if (frame.kind === 'ack') {
      this.answered(frame);
      return;
    }
    if (frame.kind === 'speech' && frame.speaking && this.chatSentMs !== undefined) {
      this.store.set({ replyMs: performance.now() - this.chatSentMs });
      this.chatSentMs = undefined;
    }
    this.apply({ type: 'frame', frame, at: Date.now() });
  }

  /** Only what was refused is worth a word; a background that cannot be fetched is reported long after. */
  private answered({ mid = '', cmd, code, msg }: Extract<AvatarFrame, { kind: 'ack' }>): void {
    const name = this.commandNames.get(mid) ?? COMMAND_NAMES[cmd] ?? cmd;
    this.commandNames.delete(mid);
    if (code === 1000) return;
    if (cmd === 'chat') this.apply({ type: 'refused', mid, reason: msg });
    this.report({ title: name, text: `${msg} (code ${code})` });
  }

  private async measure(): Promise<void> {
    const reports = await this.room?.statsReports();
    if (!reports || this.store.get().phase !== 'live') return;
    const { figures, sample } = readStats(reports, this.statsSample);
    this.statsSample = sample;
    this.store.set({ figures, history: [...this.store.get().history, figures].slice(-HISTORY_S) });
  }

  /** The room is gone although nobody here left it: ask the server why. */
  private async roomLost(reason: RoomEndReason): Promise<void> {
    const { phase, session } = this.store.get();
    if (phase !== 'live' || reason === 'left' || !session) return;
    this.store.set({ phase: 'ending' });
    const end = reason === 'replaced' ? { reason } : await findEnd(session._id);
    if (this.store.get().phase === 'ending') this.finish({ ...end, byMe: false });
  }

  private finish(end: SessionEnd): void {
    const { startedAtMs } = this.store.get();
    this.release();
    if (end.reason !== 'lost' && end.reason !== 'replaced' && end.reason !== 'server-gone') forgetSession();
    this.apply({ type: 'ended' });
    const lengthMs = startedAtMs === undefined ? undefined : Date.now() - startedAtMs;
    this.store.set({
      phase: 'ended',
      reconnecting: false,
      soundBlocked: false,
      mic: { status: 'off' },
      end: { lengthMs, ...end },
    });
  }

  private giveUp(): void {
    this.release();
    forgetSession();
    this.store.set({ ...idleState });
  }

  private reset(change: Partial<LiveState>): void {
    this.release();
    this.abort = new AbortController();
    this.startClickedMs = performance.now();
    this.chatSentMs = undefined;
    this.store.set({ ...idleState, muted: this.store.get().muted, ...change });
  }

  private release(): void {
    clearInterval(this.statsTimer);
    clearTimeout(this.greetingTimer);
    this.statsSample = undefined;
    this.canBeHeard = false;
    this.commandNames.clear();
    const { room } = this;
    this.room = undefined;
    void room?.leave();
  }

  private apply(event: TranscriptEvent): void {
    this.store.set({ transcript: reduceTranscript(this.store.get().transcript, event) });
  }

  private logFrame(direction: 'out' | 'in', packet: Uint8Array): void {
    const entry = {
      id: ++this.frameCount,
      at: Date.now(),
      direction,
      json: new TextDecoder().decode(packet),
    };
    this.store.set({ frames: [...this.store.get().frames, entry].slice(-FRAME_LOG) });
  }
}
