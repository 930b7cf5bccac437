import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { ERRORS, SUCCESS_CODE } from '@avatarium/contract';
import type { Conversation, ConversationMode } from '../conversation/index.js';
import { Performer, type Stage } from '../performer/index.js';
import type { SpeechRecognizer } from '../speech/stt/port.js';
import type { Transport } from '../transports/port.js';
import type { FoundVoice, OwnVoices } from '../voices/catalog.js';
import { AgentSpeaker } from './agent-speaker.js';
import { Backdrop } from './backdrop.js';
import { CommandHandler } from './command-handler.js';
import { Conversing } from './conversing.js';
import { Dialogue, Floor, type Mouth } from './dialogue/index.js';
import { LiveParams } from './live-params.js';
import type { LiveSession, LiveSessionEvents, LiveSessionOptions } from './port.js';
import { Prologue } from './prologue.js';
import { Inbound } from './protocol/inbound.js';
import { commandFrame, Outbox } from './protocol/outbox.js';
import type { LiveSessionDeps } from './session-factory.js';
import { type Chat, Speaker } from './speaker.js';

/** How long the last words to the room may take when the session closes. */
const FLUSH_TIMEOUT_MS = 500;
const CLOSE_TIMEOUT_MS = 1500;
/** A client that has just joined may not be able to receive yet. */
const NOTICE_DELAY_MS = 1500;

/** What a running session consists of. */
interface Parts {
  performer: Performer;
  inbound: Inbound;
  speaker: LiveSpeaker;
  /** The speaker, where it says what an agent sends. */
  agentSpeaker: AgentSpeaker | null;
  backdrop: Backdrop;
  /** Where users are listened to, or could be. */
  dialogue: Dialogue | null;
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
  private readonly recognizer: SpeechRecognizer | null;
  private readonly outbox: Outbox;
  /** By mode, each with the base that it answers from. */
  private readonly conversations = new Map<
    ConversationMode,
    { conversation: Conversation; knowledgeId: string | null }
  >();
  private parts: Parts | null = null;
  /** What came before everything was set up. */
  private early: ((parts: Parts) => void)[] = [];
  private notices: { cmd: string; code: number; msg: string }[] = [];
  private explained = false;
  private noticeTimer: NodeJS.Timeout | null = null;
  private clients = 0;
  private readonly floor = new Floor((pcm) => this.parts?.dialogue?.hear(pcm));
  private readonly prologue: Prologue;
  private closing: Promise<void> | null = null;

  constructor(
    private readonly options: LiveSessionOptions,
    private readonly deps: LiveSessionDeps,
    private readonly voices: { voice: FoundVoice; own: OwnVoices | null },
  ) {
    this.transport = deps.createTransport(options.room, options.video);
    this.recognizer = deps.recognizer(options.voiceParams.stt_type);
    this.prologue = new Prologue({
      // An agent speaks for itself.
      text: options.room.speechFromAgent ? '' : options.prologue,
      isBusy: () => !this.parts || this.parts.dialogue?.isHearing === true,
      say: (text) => this.parts?.speaker.add({ text, mid: undefined, mode: 1, via: 'prologue' }),
    });
    this.outbox = new Outbox(
      (bytes) => this.transport.sendData(bytes),
      (error) => this.warn('a frame was not sent', error),
    );
    this.transport.on('data', (bytes, { identity }) => {
      this.whenReady(({ inbound }) => inbound.receive(bytes, identity));
    });
    this.transport.on('microphone', (pcm, { identity }, track) =>
      this.floor.add(pcm, identity, Date.now(), track),
    );
    this.transport.on('microphoneFound', () => this.explainDeafness());
    this.transport.on('agentSpeech', (speech) => {
      this.whenReady(({ agentSpeaker }) => agentSpeaker?.add(speech));
    });
    this.transport.on('agentCleared', () => this.whenReady(({ agentSpeaker }) => agentSpeaker?.interrupt()));
    this.transport.on('participantJoined', () => this.countClients());
    this.transport.on('participantChanged', () => this.countClients());
    this.transport.on('participantLeft', ({ identity }) => {
      this.floor.left(identity);
      this.countClients();
    });
    if (this.recognizer && !options.room.speechFromAgent) this.transport.hearMicrophones();
    this.transport.on('lost', (reason) => this.fail(new Error(`the room is lost: ${reason}`)));
  }

  on<E extends keyof LiveSessionEvents>(event: E, listener: (...args: LiveSessionEvents[E]) => void): void {
    this.emitter.on(event, listener as never);
  }

  async start(): Promise<void> {
    const [stage, joined] = await Promise.allSettled([this.openStage(), this.transport.join()]);
    if (stage.status === 'rejected' || joined.status === 'rejected' || this.closing) {
      if (stage.status === 'fulfilled') stage.value.stage.close();
      await this.close();
      if (stage.status === 'rejected') throw stage.reason;
      if (joined.status === 'rejected') throw joined.reason;
      throw new Error('the session was closed while it started');
    }
    this.perform(stage.value.stage, stage.value.name);
  }

  private async openStage(): Promise<{ stage: Stage; name: string }> {
    const { avatarId, accountId, sessionId, video } = this.options;
    const { avatar, name } = await this.deps.findAvatar(avatarId, accountId);
    const stage = await this.deps.renderPool.open({
      avatar,
      width: video.width,
      height: video.height,
      seed: seedOf(sessionId),
      background: avatar.kind === 'pack' ? { kind: 'own' } : this.deps.defaultBackground,
    });
    return { stage, name };
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
        knowledgeId: options.knowledgeId,
        voice: this.voices.voice,
        voiceParams: options.voiceParams,
      },
      {
        ...deps,
        checkMediaUrl: (url) => deps.checkMediaUrl(url, options.accountId),
        knowsKnowledge: (id) => deps.knowsKnowledge(options.accountId, id),
        listenerOf: (sttType) => deps.recognizer(sttType)?.name ?? null,
      },
    );
    const agentSpeaker = options.room.speechFromAgent ? this.createAgentSpeaker(performer) : null;
    const dialogue = agentSpeaker ? null : this.createDialogue(performer, params, avatarName);
    const speaker = agentSpeaker ? this.withoutChats(agentSpeaker) : dialogue?.speaker;
    if (!speaker) return;
    const otherListener = dialogue && params.otherListener('voice_params');
    if (otherListener) {
      this.notices.push({ cmd: 'set-params', code: SUCCESS_CODE, msg: `OK, but ${otherListener}` });
      this.scheduleNotices();
    }
    const backdrop = new Backdrop(performer, async (url, signal) => {
      // Nobody has to fetch and decode what is not shown.
      if (stage.keepsBackground) throw new Error('this avatar has a background of its own, and keeps it');
      return deps.loadBackground(url, options.accountId, options.video, signal);
    });
    const onError = (error: unknown) => this.warn('a command failed', error);
    const onParams = () => {
      dialogue?.dialogue.update();
      if (dialogue) deps.recognizer(params.sttType)?.warmUp();
    };
    const handler = new CommandHandler({ outbox, params, speaker, backdrop, performer, onParams, onError });
    const inbound = new Inbound(handler);
    this.parts = {
      performer,
      inbound,
      speaker,
      agentSpeaker,
      backdrop,
      dialogue: dialogue?.dialogue ?? null,
    };
    stage.onLost((error) => this.fail(new Error(`the renderer has died: ${error.message}`)));
    performer.start();
    for (const work of this.early.splice(0)) work(this.parts);
    if (options.backgroundUrl) {
      backdrop.load(options.backgroundUrl, 'background_url').then((problem) => {
        if (!problem) return;
        this.warn(problem.msg, null);
        this.notices.push({ cmd: 'set-params', ...problem });
        this.scheduleNotices();
      }, onError);
    }
  }

  /** The speaker, and the dialogue that it speaks and users are heard through. */
  private createDialogue(
    performer: Performer,
    params: LiveParams,
    avatarName: string,
  ): { dialogue: Dialogue; speaker: Speaker } {
    const { deps, options, outbox } = this;
    const { sessionId } = options;
    // Each needs the other: the listener is reached through a dialogue that is made after it.
    const mouth: Mouth = {
      say: (chunks, listener) => dialogue.say(chunks, listener),
      interrupt: () => dialogue.interrupt(),
    };
    const speaker = new Speaker({
      performer: mouth,
      outbox,
      reply: ({ via, mode, text }, turn, signal) =>
        this.conversation(via === 'prologue' ? 1 : mode, params.knowledgeId).reply({ text, ...turn }, signal),
      context: () => ({
        avatarName,
        voiceName: params.voice.voice.name,
        language: params.language,
      }),
      voice: () => params.voice,
      reject: (chat, code, msg) => outbox.send(commandFrame('chat', code, msg, chat.mid)),
      onEntry: (entry) => {
        if (entry.from === 'user') this.prologue.cancel();
        deps.transcripts.add(sessionId, entry);
      },
      onTurn: (timings) => {
        deps.onTurn(sessionId, timings);
        this.emitter.emit('turn', timings);
      },
    });
    const dialogue = new Dialogue({
      performer,
      recognizer: () => deps.recognizer(params.sttType),
      language: () => params.spokenLanguage,
      turnDetection: () => params.turnDetection,
      listener: new Conversing({
        outbox,
        params,
        speaker,
        onWords: () => this.prologue.cancel(),
        onBargeIn: (delayMs) => deps.onBargeIn(delayMs),
        onWarning: (message, error) => this.warn(message, error),
      }),
    });
    this.recognizer?.warmUp();
    this.conversation(options.mode, options.knowledgeId).warmUp();
    return { dialogue, speaker };
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

  private conversation(mode: ConversationMode, knowledgeId: string | null): Conversation {
    const known = this.conversations.get(mode);
    if (known?.knowledgeId === knowledgeId) return known.conversation;
    const conversation = this.deps.createConversation(mode, knowledgeId);
    this.conversations.set(mode, { conversation, knowledgeId });
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
    this.prologue.countClients(clients);
  }

  /** Tells the first client what went wrong before it came. */
  private scheduleNotices(): void {
    if (this.noticeTimer || this.notices.length === 0 || this.clients === 0) return;
    this.noticeTimer = setTimeout(() => {
      this.noticeTimer = null;
      for (const { cmd, code, msg } of this.notices.splice(0)) {
        this.outbox.send(commandFrame(cmd, code, msg, undefined));
      }
    }, NOTICE_DELAY_MS);
  }

  /** A microphone without a recogniser: says once why it does nothing. */
  private explainDeafness(): void {
    if (this.recognizer || this.options.room.speechFromAgent || this.explained) return;
    this.explained = true;
    const msg = 'microphone: this server has no speech recogniser, so what you say is not heard; please type';
    this.warn(msg, null);
    this.notices.push({ cmd: 'microphone', code: ERRORS.resourceNotFound.code, msg });
    this.scheduleNotices();
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
    this.prologue.cancel();
    this.parts?.inbound.close();
    this.parts?.backdrop.close();
    this.parts?.speaker.close();
    const silenced = this.parts?.dialogue
      ?.close()
      .catch((error) => this.warn('the dialogue did not close', error));
    this.parts?.performer.stop();
    const timer = new AbortController();
    await Promise.race([
      this.outbox.flushed(),
      delay(FLUSH_TIMEOUT_MS, undefined, { signal: timer.signal }).catch(() => {}),
    ]);
    timer.abort();
    await this.transport.leave();
    await Promise.race([silenced, delay(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
    await this.voices.own
      ?.close()
      .catch((error) => this.warn('the voices of its own account did not close', error));
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
