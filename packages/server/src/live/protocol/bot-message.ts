import { randomUUID } from 'node:crypto';
import { STREAM_PROTOCOL_VERSION, type StreamEvent } from '@avatarium/contract';
import { chatFrames, type Outbox } from './outbox.js';

/** One message of the avatar on its way out: text in deltas under one new mid, and the events of its sound. */
export class BotMessage {
  readonly mid = `bot-${randomUUID()}`;
  private nextIdx = 0;
  private finished = false;
  private sounding = false;

  constructor(private readonly outbox: Outbox) {}

  /** Appends text; `last` closes the message. */
  append(text: string, last: boolean): void {
    if (this.finished) return;
    const frames = chatFrames({ mid: this.mid, from: 'bot' }, this.nextIdx, text, last);
    for (const frame of frames) this.outbox.send(frame);
    this.nextIdx += frames.length;
    this.finished = last;
  }

  /** Closes a message of which something was sent; one that never began stays unsent. */
  finish(): void {
    if (this.nextIdx > 0) this.append('', true);
  }

  soundStarts(): void {
    this.sounding = true;
    this.event('audio_start');
  }

  soundEnds(): void {
    if (!this.sounding) return;
    this.sounding = false;
    this.event('audio_end');
  }

  private event(event: StreamEvent): void {
    this.outbox.send({ v: STREAM_PROTOCOL_VERSION, type: 'event', mid: this.mid, pld: { event } });
  }
}
