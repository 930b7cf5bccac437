import type { ActionName, Expression } from '@avatarium/contract/face';
import type { RenderedFrame, Stage } from '../stage.js';

/** A stage that draws in `drawMs` and remembers what it was asked for. */
export class TimedStage implements Stage {
  drawMs = 10;
  readonly asked: { tS: number; jaw: number; speaking: boolean }[] = [];
  readonly acts: string[] = [];
  open = 0;
  closed = false;
  private listener: (frame: RenderedFrame) => void = () => {};

  requestFrame(tS: number, mouth: Float32Array | null, speaking: boolean): boolean {
    if (this.open >= 4) return false;
    this.open++;
    this.asked.push({ tS, jaw: mouth?.[15] ?? 0, speaking });
    setTimeout(() => this.listener({ tS, i420: new Uint8Array(), release: () => this.open-- }), this.drawMs);
    return true;
  }

  onFrame(listener: (frame: RenderedFrame) => void): void {
    this.listener = listener;
  }

  onLost(): void {}
  setExpression(expression: Expression | null): void {
    this.acts.push(expression ?? 'calm');
  }

  startAction(action: ActionName): void {
    this.acts.push(action);
  }

  async setBackground(): Promise<void> {}
  close(): void {
    this.closed = true;
  }
}
