/** A client that has just joined may not be able to hear yet. */
const DELAY_MS = 1_500;
const RETRY_MS = 250;

/** What the avatar says first, unasked: once, a moment after a client has joined, unless somebody was quicker. */
export class Prologue {
  private timer: NodeJS.Timeout | null = null;
  private over: boolean;

  /** @param options `isBusy`: something is being set up, or somebody is speaking, so it waits */
  constructor(private readonly options: { text: string; say(text: string): void; isBusy(): boolean }) {
    this.over = options.text.trim() === '';
  }

  /** So many clients are in the room. */
  countClients(clients: number): void {
    if (clients === 0) this.stop();
    else if (!this.over) this.timer ??= setTimeout(() => this.begin(), DELAY_MS);
  }

  /** Somebody has said or typed something: it would only be in the way. */
  cancel(): void {
    this.over = true;
    this.stop();
  }

  private begin(): void {
    if (this.options.isBusy()) {
      this.timer = setTimeout(() => this.begin(), RETRY_MS);
      return;
    }
    this.cancel();
    this.options.say(this.options.text);
  }

  private stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }
}
