import { ERRORS } from '@avatarium/contract';
import type { DialogueListener, HeardTurn } from './dialogue/index.js';
import type { LiveParams } from './live-params.js';
import { commandFrame, type Outbox } from './protocol/outbox.js';
import { UserMessage } from './protocol/user-message.js';
import type { Chat, Speaker } from './speaker.js';

/** What is done with what users say: it is shown to everybody, it ends the avatar's speech, and it is answered. */
export class Conversing implements DialogueListener {
  private message: UserMessage | null = null;
  private unheard: string | null = null;

  constructor(
    private readonly options: {
      outbox: Outbox;
      params: Pick<LiveParams, 'mode'>;
      speaker: Pick<Speaker, 'add' | 'interrupt' | 'prepare'>;
      /** Words of a user, before their turn is over. */
      onWords(): void;
      onBargeIn(delayMs: number): void;
      onWarning(message: string, error: unknown): void;
    },
  ) {}

  onHeard(words: string, soFar: string): void {
    const { outbox, params, speaker } = this.options;
    this.unheard = null;
    this.options.onWords();
    speaker.interrupt();
    this.message ??= new UserMessage(outbox);
    this.message.append(words);
    speaker.prepare(soFar, params.mode);
  }

  onTurn({ text, ...heard }: HeardTurn): void {
    const mid = this.message?.mid;
    this.message?.finish();
    this.message = null;
    const chat: Chat = { text, mid, mode: this.options.params.mode, via: 'voice', heard };
    this.options.speaker.add(chat);
  }

  onUnheard(error: Error): void {
    this.onWarning('speech was not understood', error);
    // Once for each fault, not for every breath.
    if (this.unheard === error.message) return;
    this.unheard = error.message;
    const msg = `speech was not understood: ${error.message}`;
    this.options.outbox.send(commandFrame('chat', ERRORS.processingError.code, msg, undefined));
  }

  onBargeIn(delayMs: number): void {
    this.options.onBargeIn(delayMs);
  }

  onWarning(message: string, error: unknown): void {
    this.options.onWarning(message, error);
  }
}
