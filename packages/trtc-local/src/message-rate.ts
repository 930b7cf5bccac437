import { MAX_MESSAGE_BYTES_PER_SECOND, MAX_MESSAGES_PER_SECOND } from './constants.js';

/** Counts what is sent in a second, which begins with the first message after the last second was over. */
export class MessageRate {
  #beganMs = Number.NEGATIVE_INFINITY;
  #messages = 0;
  #bytes = 0;

  /** Whether a message may be sent now; if so, it is counted. */
  take(bytes: number, nowMs = Date.now()): boolean {
    if (nowMs - this.#beganMs > 1000) {
      this.#beganMs = nowMs;
      this.#messages = 0;
      this.#bytes = 0;
    }
    if (this.#messages >= MAX_MESSAGES_PER_SECOND) return false;
    if (this.#bytes + bytes > MAX_MESSAGE_BYTES_PER_SECOND) return false;
    this.#messages += 1;
    this.#bytes += bytes;
    return true;
  }
}
