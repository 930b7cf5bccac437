import { ERRORS } from '@avatarium/contract';
import type { ConversationContext, ConversationMode, Reply } from '../conversation/index.js';
import type { PlaybackResult } from '../performer/index.js';
import type { Message } from '../speech/llm/port.js';
import type { TranscriptEntry } from '../transcripts/port.js';
import { Answer } from './answer.js';
import type { Mouth } from './dialogue/index.js';
import { BotMessage } from './protocol/bot-message.js';
import type { Outbox } from './protocol/outbox.js';
import { type TurnTimings, timingsOf } from './turn-timings.js';
import type { VoiceSettings } from './voice-settings.js';

/** Messages that may wait while the avatar says another one. */
export const MAX_WAITING_CHATS = 32;
/** What a conversation remembers of itself. */
const MAX_HISTORY = 60;

/** Something that the avatar is to say or to answer. */
export interface Chat {
  text: string;
  mid: string | undefined;
  mode: ConversationMode;
  via: TranscriptEntry['via'];
  /** Of speech: when it was said and understood, in milliseconds since 1970. */
  heard?: { startMs: number; speechEndMs: number; transcriptMs: number };
}

export interface SpeakerOptions {
  performer: Mouth;
  outbox: Outbox;
  reply(
    chat: Chat,
    turn: { history: readonly Message[]; context: ConversationContext },
    signal: AbortSignal,
  ): Reply;
  context(): ConversationContext;
  voice(): VoiceSettings;
  /** Something about a chat that its sender should know. */
  reject(chat: Chat, code: number, msg: string): void;
  /** A turn is over, as it was really heard. */
  onEntry(entry: TranscriptEntry): void;
  /** The avatar has begun to answer. */
  onTurn(timings: TurnTimings): void;
}

/**
 * Says messages one after the other: in mode 1 in the order they came, in mode 2 the newest at once. What is said
 * goes out as text in step with the voice, between the events of its sound.
 */
export class Speaker {
  private readonly waiting: { chat: Chat; atMs: number }[] = [];
  private readonly history: Message[] = [];
  private current: Answer | null = null;
  /** An answer to words that may be all of a turn. */
  private prepared: { text: string; mode: ConversationMode; answer: Answer } | null = null;
  private closed = false;

  constructor(private readonly options: SpeakerOptions) {}

  add(chat: Chat): void {
    if (this.closed) return;
    const atMs = Date.now();
    if (chat.text.trim() === '') {
      this.options.reject(chat, ERRORS.invalidParameter.code, 'text: is empty');
      return;
    }
    if (chat.mode === 2) this.breakOff();
    else if (this.waiting.length >= MAX_WAITING_CHATS) {
      const msg = `${MAX_WAITING_CHATS} messages are already waiting to be said`;
      this.options.reject(chat, ERRORS.tooManyRequests.code, msg);
      return;
    }
    if (chat.via !== 'prologue') this.enterUser(chat, atMs);
    this.waiting.push({ chat, atMs });
    this.next();
  }

  /** These words may be all of a turn: the answer to them is begun, and used if they are. */
  prepare(text: string, mode: ConversationMode): void {
    this.forget();
    if (this.closed || this.current || this.waiting.length > 0) return;
    const answer = this.answer({ text, mode, mid: undefined, via: 'voice' });
    answer.begin();
    this.prepared = { text, mode, answer };
  }

  /** Ends the speech and forgets what was waiting. */
  interrupt(): void {
    this.forget();
    this.breakOff();
  }

  close(): void {
    this.closed = true;
    this.interrupt();
  }

  private breakOff(): void {
    this.waiting.length = 0;
    if (!this.current) return;
    this.current.abort.abort();
    this.options.performer.interrupt();
  }

  private forget(): void {
    this.prepared?.answer.abort.abort();
    this.prepared = null;
  }

  private next(): void {
    if (this.current) return;
    const next = this.waiting.shift();
    if (next) this.say(next.chat, next.atMs);
  }

  private say(chat: Chat, atMs: number): void {
    const { performer, outbox } = this.options;
    const answer = this.takePrepared(chat) ?? this.answer(chat);
    this.current = answer;
    const message = new BotMessage(outbox);
    let startMs = Date.now();
    performer.say(answer.chunks(), {
      onStart: () => {
        startMs = Date.now();
        message.soundStarts();
        const { speechEndMs = atMs, transcriptMs = atMs } = chat.heard ?? {};
        this.options.onTurn(timingsOf(chat.via, { speechEndMs, transcriptMs, startMs }, answer));
      },
      onText: (delta, last) => message.append(delta, last),
      onEnd: (result) => {
        this.current = null;
        answer.abort.abort();
        this.conclude(chat, message, answer, result);
        this.enterBot(chat, answer, result, startMs);
        this.next();
      },
    });
  }

  private answer(chat: Chat): Answer {
    const turn = { history: [...this.history], context: this.options.context() };
    const whole = chat.mode === 1;
    return new Answer((signal) => this.options.reply(chat, turn, signal), this.options.voice(), whole);
  }

  private takePrepared({ text, mode, via }: Chat): Answer | null {
    const { prepared } = this;
    this.prepared = null;
    if (!prepared) return null;
    const voice = this.options.voice();
    const fits =
      via === 'voice' &&
      prepared.text === text &&
      prepared.mode === mode &&
      prepared.answer.voice.voice.voiceId === voice.voice.voiceId &&
      prepared.answer.voice.speed === voice.speed;
    if (fits) return prepared.answer;
    prepared.answer.abort.abort();
    return null;
  }

  private conclude(chat: Chat, message: BotMessage, answer: Answer, result: PlaybackResult): void {
    // What was not heard although nobody interrupted is shown all the same.
    const unheard = result.interrupted ? '' : answer.text.slice(result.spokenText.length);
    if (unheard) message.append(unheard, true);
    message.finish();
    message.soundEnds();
    if (result.error) {
      this.options.reject(chat, ERRORS.processingError.code, `text: ${result.error.message}`);
    } else if (!result.interrupted && answer.problem !== null) {
      this.options.reject(chat, ERRORS.processingError.code, `text: ${answer.problem}`);
    } else if (!result.started && !result.interrupted && answer.text.trim() !== '') {
      const { voice } = this.options.voice();
      const msg = `text: the voice ${voice.name} cannot speak any of it`;
      this.options.reject(chat, ERRORS.invalidParameter.code, msg);
    }
  }

  private enterUser({ text, via, heard }: Chat, atMs: number): void {
    const [startMs, endMs] = heard ? [heard.startMs, heard.speechEndMs] : [atMs, atMs];
    this.options.onEntry({ from: 'user', text, via, startMs, endMs, interrupted: false, sources: [] });
  }

  private enterBot(chat: Chat, answer: Answer, result: PlaybackResult, startMs: number): void {
    // What is said back in mode 1 is no question.
    if (chat.mode === 2 && chat.via !== 'prologue') this.remember({ role: 'user', content: chat.text });
    const text = (result.interrupted ? result.spokenText : answer.text).trim();
    if (text === '') return;
    this.remember({ role: 'assistant', content: text });
    this.options.onEntry({
      from: 'bot',
      text,
      via: chat.via,
      startMs,
      endMs: Date.now(),
      interrupted: result.interrupted,
      sources: answer.sources,
      offline: answer.offline,
    });
  }

  private remember(message: Message): void {
    this.history.push(message);
    if (this.history.length > MAX_HISTORY) this.history.splice(0, this.history.length - MAX_HISTORY);
  }
}
