import { AgoraRTCError } from './error.js';

/** What the vendor documents for stream messages. */
const LARGEST_BYTES = 1024;
const MESSAGES_PER_S = 60;
const BYTES_PER_S = 30 * 1024;

/** Holds messages to the vendor's limits, so that what works here works there. */
export class MessageLimit {
  private sent: { atMs: number; bytes: number }[] = [];

  /** @throws AgoraRTCError INVALID_PARAMS for a message that is too large, UNEXPECTED_RESPONSE for one too many */
  count(bytes: number, nowMs = performance.now()): void {
    if (bytes > LARGEST_BYTES) throw new AgoraRTCError('INVALID_PARAMS', 'stream message out of range.');
    this.sent = this.sent.filter(({ atMs }) => nowMs - atMs < 1000);
    const total = this.sent.reduce((sum, one) => sum + one.bytes, bytes);
    if (this.sent.length >= MESSAGES_PER_S || total > BYTES_PER_S) {
      throw new AgoraRTCError(
        'UNEXPECTED_RESPONSE',
        `stream messages come too fast: at most ${MESSAGES_PER_S} messages and ${BYTES_PER_S} bytes a second`,
      );
    }
    this.sent.push({ atMs: nowMs, bytes });
  }
}
