import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { ERRORS } from '@avatarium/contract';
import type { Conversation, ConversationMode } from '../conversation/index.js';
import { Performer, type Stage } from '../performer/index.js';
import type { Transport } from '../transports/port.js';
import type { FoundVoice } from '../voices/catalog.js';
import { AgentSpeaker } from './agent-speaker.js';
import { Backdrop } from './backdrop.js';
import { CommandHandler } from './command-handler.js';
import { LiveParams } from './live-params.js';
import type { LiveSession, LiveSessionEvents, LiveSessionOptions } from './port.js';
import { Inbound } from './protocol/inbound.js';
import { commandFrame, Outbox } from './protocol/outbox.js';
import type { LiveSessionDeps } from './session-factory.js';
import { type Chat, Speaker } from './speaker.js';

/** How long the last words to the room may take when the session closes. */
const FLUSH_TIMEOUT_MS = 500;
/** A client that has just joined may not be able to receive yet. */
const NOTICE_DELAY_MS = 1500;

/** What a running session consists of. */
interface Parts {
  performer: Performer;
  inbound: Inbound;
  speaker: LiveSpeaker;
  /** The speaker, where it says what an agent sends. */
  agentSpeaker: AgentSpeaker | null;
}

/** Where what the avatar says comes from. */
interface LiveSpeaker {
  add(chat: Chat): void;
  interrupt(): void;
  close(): void;
}

/** One avatar in one room: joins transport, performer and conversation by stream protocol v2. */
export class RoomLiveSession implements LiveSession {
  private readonly emitter = new EventEmitter<LiveSessionEvents>();
  private readonly transport: Transport;
  private readonly outbox: Outbox;
  private readonly conversations = new Map<ConversationMode, Conversation>();
  private parts: Parts | null = null;
  /** What came before everything was set up. */
  private early: ((parts: Parts) => void)[] = [];
  private notices: { code: number; msg: string }[] = [];
  private noticeTimer: NodeJS.Timeout | null = null;
  private clients = 0;
  private closing: Promise<void> | null = null;

  constructor(
    private readonly options: LiveSessionOptions,
    private readonly deps: LiveSessionDeps,
    private readonly voice: FoundVoice,
  ) {
    this.transport = deps.createTransport(options.room, options.video);
    this.outbox = new Outbox(
      (bytes) => this.transport.sendData(bytes),
      (error) => this.warn('a frame was not sent', error),
    );
    this.transport.on('data', (bytes, { identity }) => {
      this.whenReady(({ inbound }) => inbound.receive(bytes, identity));
    });
    this.transport.on('agentSpeech', (speech) => {
      this.whenReady(({ agentSpeaker }) => agentSpeaker?.add(speech));
    });
    this.transport.on('agentCleared', () => this.whenReady(({ agentSpeaker }) => agentSpeaker?.interrupt()));
    this.transport.on('participantJoined', () => this.countClients());
    this.transport.on('participantLeft', () => this.countClients());
    this.transport.on('lost', (reason) => this.fail(new Error(`the room is lost: ${reason}`)));
  }

  on<E extends keyof LiveSessionEvents>(event: E, listener: (...args: LiveSessionEvents[E]) => void): void {
    this.emitter.on(event, listener as never);
  }

  async start(): Promise<void> {
    const { avatar, video, sessionId } = {
      avatar: this.deps.findAvatar(this.options.avatarId),
      ...this.options,
    };
    const [stage, joined] = await Promise.allSettled([
      this.deps.renderPool.open({
        presenterId: avatar.presenterId,
        width: video.width,
        height: video.height,
        seed: seedOf(sessionId),
        background: this.deps.defaultBackground,
      }),
      this.transport.join(),
    ]);
    if (stage.status === 'rejected' || joined.status === 'rejected' || this.closing) {
      if (stage.status === 'fulfilled') stage.value.close();
      await this.close();
      if (stage.status === 'rejected') throw stage.reason;
      if (joined.status === 'rejected') throw joined.reason;
      throw new Error('the session was closed while it started');
    }
    this.perform(stage.value, avatar.name);
  }

  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private perform(stage: Stage, avatarName: string): void {
    const { options, deps, outbox } = this;
    const performer = new Performer(
      this.transport,
      stage,
      options.video.fps,
      (sampleRateHz) => deps.createLipReader(sampleRateHz),
      {
        find: (chunk) => deps.findPhones(chunk),
        warn: (fault) => this.warn('the lips go by the sound alone', new Error(fault)),
      },
    );
    const params = new LiveParams(
      {
        mode: options.mode,
        language: options.language,
        voice: this.voice,
        voiceParams: options.voiceParams,
      },
      { ...deps, checkMediaUrl: (url) => deps.checkMediaUrl(url, options.accountId) },
    );
    const agentSpeaker = options.room.speechFromAgent ? this.createAgentSpeaker(performer) : null;
    const speaker = agentSpeaker
      ? this.withoutChats(agentSpeaker)
      : this.createSpeaker(performer, params, avatarName);
    const backdrop = new Backdrop(performer, (url) => deps.fetchMedia(url, options.accountId));
    const onError = (error: unknown) => this.warn('a command failed', error);
    const handler = new CommandHandler({ outbox, params, speaker, backdrop, performer, onError });
    const inbound = new Inbound(handler);
    this.parts = { performer, inbound, speaker, agentSpeaker };
    stage.onLost((error) => this.fail(new Error(`the renderer has died: ${error.message}`)));
    performer.start();
    for (const work of this.early.splice(0)) work(this.parts);
    if (options.backgroundUrl) {
      backdrop.load(options.backgroundUrl, 'background_url').then((problem) => {
        if (!problem) return;
        this.warn(problem.msg, null);
        this.notices.push(problem);
        this.scheduleNotices();
      }, onError);
    }
  }

  private createSpeaker(performer: Performer, params: LiveParams, avatarName: string): Speaker {
    return new Speaker({
      performer,
      outbox: this.outbox,
      reply: ({ mode, text }, context, signal) =>
        this.conversation(mode).reply({ text, history: [], context }, signal),
      context: () => ({
        avatarName,
        voiceName: params.voice.voice.name,
        language: params.language,
      }),
      voice: () => params.voice,
      reject: (chat, code, msg) => this.outbox.send(commandFrame('chat', code, msg, chat.mid)),
    });
  }

  private createAgentSpeaker(performer: Performer): AgentSpeaker {
    return new AgentSpeaker({
      performer,
      outbox: this.outbox,
      report: (report) => this.transport.reportPlayback(report),
      onWarning: (message) => this.warn(message, null),
    });
  }

  /** Where an agent speaks, chats are the agent's to answer. */
  private withoutChats(speaker: AgentSpeaker): LiveSpeaker {
    return {
      add: ({ mid }) => {
        const msg = 'text: in this session the avatar says only what its agent streams in';
        this.outbox.send(commandFrame('chat', ERRORS.invalidParameter.code, msg, mid));
      },
      interrupt: () => speaker.interrupt(),
      close: () => speaker.close(),
    };
  }

  private conversation(mode: ConversationMode): Conversation {
    const known = this.conversations.get(mode);
    if (known) return known;
    const conversation = this.deps.createConversation(mode, this.options.knowledgeId);
    this.conversations.set(mode, conversation);
    return conversation;
  }

  private whenReady(work: (parts: Parts) => void): void {
    if (this.closing) return;
    if (this.parts) work(this.parts);
    else this.early.push(work);
  }

  private countClients(): void {
    const clients = this.transport.participants().filter(({ isClient }) => isClient).length;
    if (clients === this.clients) return;
    this.clients = clients;
    this.emitter.emit('clients', clients);
    this.scheduleNotices();
  }

  /** Tells the first client what went wrong before it came. */
  private scheduleNotices(): void {
    if (this.noticeTimer || this.notices.length === 0 || this.clients === 0) return;
    this.noticeTimer = setTimeout(() => {
      this.noticeTimer = null;
      for (const { code, msg } of this.notices.splice(0)) {
        this.outbox.send(commandFrame('set-params', code, msg, undefined));
      }
    }, NOTICE_DELAY_MS);
  }

  private fail(error: Error): void {
    if (this.closing) return;
    this.close().then(
      () => this.emitter.emit('failed', error),
      () => this.emitter.emit('failed', error),
    );
  }

  private async shutDown(): Promise<void> {
    if (this.noticeTimer) clearTimeout(this.noticeTimer);
    this.parts?.inbound.close();
    this.parts?.speaker.close();
    this.parts?.performer.stop();
    const timer = new AbortController();
    await Promise.race([
      this.outbox.flushed(),
      delay(FLUSH_TIMEOUT_MS, undefined, { signal: timer.signal }).catch(() => {}),
    ]);
    timer.abort();
    await this.transport.leave();
  }

  private warn(message: string, error: unknown): void {
    if (this.closing) return;
    const cause = error instanceof Error ? error.message : undefined;
    this.deps.log.warn({ sessionId: this.options.sessionId, cause }, message);
  }
}

/** FNV-1a: a stable seed, so that a session that comes back keeps its manner. */
function seedOf(sessionId: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(sessionId)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
