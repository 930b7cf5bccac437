import { onNextGesture } from '@avatarium/local-room';

/** Above what pages usually put on top. */
const DIALOG_LAYER = 1500;

/** Sound that waits for a gesture of the user, who is asked for it if the client wants that. */
export class Autoplay {
  #waiting = new Set<() => Promise<void>>();
  #dialog?: HTMLElement | undefined;

  /** Whether a dialog asks the user. The next gesture anywhere on the page resumes all the same. */
  asks = true;

  /** Something could not play by itself. */
  wait(resume: () => Promise<void>): void {
    if (this.#waiting.size === 0) onNextGesture(() => void this.resume());
    this.#waiting.add(resume);
    if (this.asks) this.#ask();
  }

  /** Plays all that waits; within a gesture of the user. */
  async resume(): Promise<void> {
    const waiting = [...this.#waiting];
    this.clear();
    await Promise.all(waiting.map((resume) => resume().catch(() => {})));
  }

  /** Forgets all that waits. */
  clear(): void {
    this.#waiting.clear();
    this.#dialog?.remove();
    this.#dialog = undefined;
  }

  #ask(): void {
    if (this.#dialog) return;
    const mask = document.createElement('div');
    mask.className = 'trtc_autoplay_mask';
    mask.style.cssText =
      `position:fixed;inset:0;z-index:${DIALOG_LAYER};display:flex;align-items:center;` +
      'justify-content:center;background:rgb(0 0 0 / 0.5)';
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Play sound';
    button.style.cssText =
      'padding:0.8em 1.6em;border:0;border-radius:0.5em;font:600 1rem system-ui,sans-serif;' +
      'color:#fff;background:#2473e8;cursor:pointer';
    mask.append(button);
    document.body.append(mask);
    this.#dialog = mask;
  }
}
