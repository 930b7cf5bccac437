import { ERRORS, SUCCESS_CODE, setActionSchema } from '@avatarium/contract';
import type { Performer } from '../performer/index.js';
import type { Backdrop } from './backdrop.js';
import { firstIssue, type LiveParams } from './live-params.js';
import type { InboundHandler } from './protocol/inbound.js';
import { commandFrame, type Outbox } from './protocol/outbox.js';
import type { Chat } from './speaker.js';

export interface CommandHandlerOptions {
  outbox: Outbox;
  params: LiveParams;
  speaker: {
    add(chat: Chat): void;
    interrupt(): void;
  };
  backdrop: Backdrop;
  performer: Pick<Performer, 'setExpression' | 'startAction'>;
  /** `set-params` may have changed something. */
  onParams(): void;
  onError(error: unknown): void;
}

/** Does what clients ask for, in the order they ask, and answers every command with a code. */
export class CommandHandler implements InboundHandler {
  /** A set-params that is still being checked; what came after it waits for it. */
  private pending: Promise<void> | null = null;

  constructor(private readonly options: CommandHandlerOptions) {}

  chat(text: string, mid: string | undefined): void {
    this.inOrder(() => this.options.speaker.add({ text, mid, mode: this.options.params.mode, via: 'text' }));
  }

  chatDropped(mid: string, reason: string): void {
    this.answer('chat', ERRORS.invalidParameter.code, reason, mid);
  }

  command(cmd: string, data: unknown, mid: string | undefined): void {
    switch (cmd) {
      case 'interrupt':
        // At once, and again after what was sent before it but is not yet dealt with.
        this.options.speaker.interrupt();
        this.inOrder(() => {
          this.options.speaker.interrupt();
          this.answer(cmd, SUCCESS_CODE, 'OK', mid);
        });
        return;
      case 'set-action':
        this.inOrder(() => this.setAction(data, mid));
        return;
      case 'set-params':
        this.inOrder(() => this.setParams(data, mid));
        return;
      default:
        this.inOrder(() => this.answer(cmd, ERRORS.invalidParameter.code, `cmd: "${cmd}" is unknown`, mid));
    }
  }

  private inOrder(work: () => void | Promise<void>): void {
    if (!this.pending) {
      const running = work();
      if (!running) return;
      this.track(running);
    } else {
      this.track(this.pending.then(work));
    }
  }

  private track(running: Promise<void>): void {
    const pending = running.catch(this.options.onError).finally(() => {
      if (this.pending === pending) this.pending = null;
    });
    this.pending = pending;
  }

  private setAction(data: unknown, mid: string | undefined): void {
    const parsed = setActionSchema.safeParse(data);
    if (!parsed.success) {
      this.answer('set-action', ERRORS.invalidParameter.code, firstIssue(parsed.error.issues), mid);
      return;
    }
    const { action, expression } = parsed.data;
    if (expression) this.options.performer.setExpression(expression);
    if (action) this.options.performer.startAction(action);
    this.answer('set-action', SUCCESS_CODE, 'OK', mid);
  }

  private async setParams(data: unknown, mid: string | undefined): Promise<void> {
    const { code, msg, backgroundUrl } = await this.options.params.apply(data);
    this.options.onParams();
    this.answer('set-params', code, msg, mid);
    if (backgroundUrl === undefined) return;
    // Fetching may take long; nothing else waits for it.
    this.options.backdrop.load(backgroundUrl, 'bgurl').then((problem) => {
      if (problem) this.answer('set-params', problem.code, problem.msg, mid);
    }, this.options.onError);
  }

  private answer(cmd: string, code: number, msg: string, mid: string | undefined): void {
    this.options.outbox.send(commandFrame(cmd, code, msg, mid));
  }
}
