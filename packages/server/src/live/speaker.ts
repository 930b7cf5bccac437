import { ERRORS } from '@avatarium/contract';
import type { ConversationContext, ConversationMode, Reply } from '../conversation/index.js';
import type { Performer, PlaybackResult } from '../performer/index.js';
import { BotMessage } from './protocol/bot-message.js';
import type { Outbox } from './protocol/outbox.js';
import { speak, type VoiceSettings } from './voice-settings.js';

/** Messages that may wait while the avatar says another one. */
export const MAX_WAITING_CHATS = 32;

export interface Chat {
  text: string;
  mid: string | undefined;
  mode: ConversationMode;
}

export interface SpeakerOptions {
  performer: Pick<Performer, 'say' | 'interrupt'>;
  outbox: Outbox;
  reply(chat: Chat, context: ConversationContext, signal: AbortSignal): Reply;
  context(): ConversationContext;
  voice(): VoiceSettings;
  /** Something about a chat that its sender should know. */
  reject(chat: Chat, code: number, msg: string): void;
}

/**
 * Says messages one after the other: in mode 1 in the order they came, in mode 2 the newest at once. What is said
 * goes out as text in step with the voice, between the events of its sound.
 */
export class Speaker {
  private readonly waiting: Chat[] = [];
  private current: AbortController | null = null;
  private closed = false;

  constructor(private readonly options: SpeakerOptions) {}

  add(chat: Chat): void {
    if (this.closed) return;
    if (chat.text.trim() === '') {
      this.options.reject(chat, ERRORS.invalidParameter.code, 'text: is empty');
      return;
    }
    if (chat.mode === 2) this.interrupt();
    else if (this.waiting.length >= MAX_WAITING_CHATS) {
      const msg = `${MAX_WAITING_CHATS} messages are already waiting to be said`;
      this.options.reject(chat, ERRORS.tooManyRequests.code, msg);
      return;
    }
    this.waiting.push(chat);
    this.next();
  }

  /** Ends the speech and forgets what was waiting. */
  interrupt(): void {
    this.waiting.length = 0;
    const current = this.current;
    if (!current) return;
    current.abort();
    this.options.performer.interrupt();
  }

  close(): void {
    this.closed = true;
    this.interrupt();
  }

  private next(): void {
    if (this.current) return;
    const chat = this.waiting.shift();
    if (chat) this.say(chat);
  }

  private say(chat: Chat): void {
    const { performer, outbox } = this.options;
    const abort = new AbortController();
    this.current = abort;
    const message = new BotMessage(outbox);
    const said: string[] = [];
    const text = remember(() => this.options.reply(chat, this.options.context(), abort.signal), said);
    performer.say(speak(text, this.options.voice(), abort.signal), {
      onStart: () => message.soundStarts(),
      onText: (delta, last) => message.append(delta, last),
      onEnd: (result) => {
        this.current = null;
        this.conclude(chat, message, said.join(''), result);
        this.next();
      },
    });
  }

  private conclude(chat: Chat, message: BotMessage, text: string, result: PlaybackResult): void {
    // What was not heard although nobody interrupted is shown all the same.
    const unheard = result.interrupted ? '' : text.slice(result.spokenText.length);
    if (unheard) message.append(unheard, true);
    message.finish();
    message.soundEnds();
    if (result.error) {
      this.options.reject(chat, ERRORS.processingError.code, `text: ${result.error.message}`);
    } else if (!result.started && !result.interrupted) {
      const { voice } = this.options.voice();
      this.options.reject(
        chat,
        ERRORS.invalidParameter.code,
        `text: the voice ${voice.name} cannot speak any of it`,
      );
    }
  }
}

/** The text of a reply, kept in `pieces` too. A reply that cannot be made fails as one that breaks off. */
async function* remember(reply: () => Reply, pieces: string[]): AsyncIterable<string> {
  for await (const piece of reply().text) {
    pieces.push(piece);
    yield piece;
  }
}
