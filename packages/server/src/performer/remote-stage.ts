import type { ActionName, Expression } from '@avatarium/contract/face';
import type { Background } from '@avatarium/puppet';
import type { RenderReply, RenderRequest } from './render-messages.js';
import type { RenderedFrame, Stage, StageOptions } from './stage.js';

/** Frames that may be asked for, drawn or waiting at a time. */
const SLOTS = 4;

interface Waiting {
  resolve(): void;
  reject(error: Error): void;
}

/** The near side of a stage whose animator and renderer live in a render thread. */
export class RemoteStage implements Stage {
  readonly opened: Promise<void>;
  private settleOpened: Waiting = { resolve: () => {}, reject: () => {} };
  private readonly slots: Uint8Array[];
  private readonly freeSlots: number[];
  private readonly backgrounds = new Map<number, Waiting>();
  private nextBackground = 1;
  private frameListener: (frame: RenderedFrame) => void = (frame) => frame.release();
  private lostListener: (error: Error) => void = () => {};
  private closed = false;
  private keeps = false;

  constructor(
    private readonly number: number,
    options: StageOptions,
    private readonly post: (request: RenderRequest) => void,
    private readonly onClosed: () => void,
  ) {
    const bytes = (options.width * options.height * 3) / 2;
    const buffers = Array.from({ length: SLOTS }, () => new SharedArrayBuffer(bytes));
    this.slots = buffers.map((buffer) => new Uint8Array(buffer));
    this.freeSlots = buffers.map((_, slot) => slot);
    this.opened = new Promise((resolve, reject) => {
      this.settleOpened = { resolve, reject };
    });
    this.post({ kind: 'open', stage: number, options, slots: buffers });
  }

  get keepsBackground(): boolean {
    return this.keeps;
  }

  requestFrame(tS: number, mouth: Float32Array | null, speaking: boolean): boolean {
    const slot = this.closed ? undefined : this.freeSlots.pop();
    if (slot === undefined) return false;
    this.post({ kind: 'frame', stage: this.number, slot, tS, mouth, speaking });
    return true;
  }

  onFrame(listener: (frame: RenderedFrame) => void): void {
    this.frameListener = listener;
  }

  onLost(listener: (error: Error) => void): void {
    this.lostListener = listener;
  }

  setExpression(expression: Expression | null): void {
    if (!this.closed) this.post({ kind: 'expression', stage: this.number, expression });
  }

  startAction(action: ActionName): void {
    if (!this.closed) this.post({ kind: 'action', stage: this.number, action });
  }

  setBackground(background: Background): Promise<void> {
    if (this.closed) return Promise.reject(new Error('the stage is closed'));
    const request = this.nextBackground++;
    return new Promise((resolve, reject) => {
      this.backgrounds.set(request, { resolve, reject });
      this.post({ kind: 'background', stage: this.number, request, background });
    });
  }

  close(): void {
    if (this.closed) return;
    this.post({ kind: 'close', stage: this.number });
    this.end(new Error('the stage was closed'));
  }

  /** A message of the thread about this stage. */
  handle(reply: RenderReply): void {
    if (this.closed) return;
    switch (reply.kind) {
      case 'opened':
        if (reply.error !== null) {
          this.end(new Error(reply.error));
          return;
        }
        this.keeps = reply.keepsBackground;
        this.settleOpened.resolve();
        return;
      case 'frame':
        this.deliver(reply.slot, reply.tS);
        return;
      case 'background': {
        const waiting = this.backgrounds.get(reply.request);
        this.backgrounds.delete(reply.request);
        if (reply.error === null) waiting?.resolve();
        else waiting?.reject(new Error(reply.error));
        return;
      }
      case 'failed':
        this.handleLost(new Error(reply.error));
    }
  }

  /** The thread is gone, or can no longer draw this stage. */
  handleLost(error: Error): void {
    if (this.closed) return;
    this.end(error);
    this.lostListener(error);
  }

  private deliver(slot: number, tS: number): void {
    const i420 = this.slots[slot];
    if (!i420) return;
    let released = false;
    this.frameListener({
      tS,
      i420,
      release: () => {
        if (!released) this.freeSlots.push(slot);
        released = true;
      },
    });
  }

  private end(error: Error): void {
    this.closed = true;
    this.settleOpened.reject(error);
    for (const { reject } of this.backgrounds.values()) reject(error);
    this.backgrounds.clear();
    this.onClosed();
  }
}
