import { randomUUID } from 'node:crypto';
import { chatFrames, type Outbox } from './outbox.js';

/** What a user has said, on its way to everybody in the room: text in deltas under one new mid. */
export class UserMessage {
  readonly mid = `user-${randomUUID()}`;
  private nextIdx = 0;

  constructor(private readonly outbox: Outbox) {}

  /** Appends words. */
  append(words: string): void {
    this.send(this.nextIdx === 0 ? words : ` ${words}`, false);
  }

  /** Nothing follows. */
  finish(): void {
    if (this.nextIdx > 0) this.send('', true);
  }

  private send(text: string, last: boolean): void {
    const frames = chatFrames({ mid: this.mid, from: 'user' }, this.nextIdx, text, last);
    for (const frame of frames) this.outbox.send(frame);
    this.nextIdx += frames.length;
  }
}
