import {
  ERROR_CODE,
  EXTRA_CODE,
  MAX_MESSAGE_BYTES,
  MAX_MESSAGE_BYTES_PER_SECOND,
  MAX_MESSAGES_PER_SECOND,
} from './constants.js';
import { invalidOperation, invalidParameter } from './errors.js';
import type { MessageRate } from './message-rate.js';

const TOPIC = /^trtc:([1-9]|10)$/;
const sendCustomMessage = 'sendCustomMessage';

/** How a message of this id travels: frames of the stream protocol, which have id 1, go without a topic. */
export function topicOf(cmdId: number): string | undefined {
  return cmdId === 1 ? undefined : `trtc:${cmdId}`;
}

/** The id of a message that came with this topic ('' without one); undefined for what is no custom message. */
export function cmdIdOf(topic: string): number | undefined {
  if (topic === '') return 1;
  const [, cmdId] = TOPIC.exec(topic) ?? [];
  return cmdId === undefined ? undefined : Number(cmdId);
}

/** @throws RtcError INVALID_PARAMETER */
export function checkMessageSize({ byteLength }: ArrayBuffer): void {
  if (byteLength > MAX_MESSAGE_BYTES)
    throw invalidParameter(
      sendCustomMessage,
      EXTRA_CODE.MESSAGE_TOO_LONG,
      `data has ${byteLength} bytes; ${MAX_MESSAGE_BYTES} is the most`,
    );
  if (byteLength === 0) throw invalidParameter(sendCustomMessage, EXTRA_CODE.MESSAGE_EMPTY, 'data is empty');
}

/** @throws RtcError INVALID_OPERATION */
export function checkMessageRate(rate: MessageRate, { byteLength }: ArrayBuffer): void {
  if (rate.take(byteLength)) return;
  throw invalidOperation(
    sendCustomMessage,
    ERROR_CODE.INVALID_OPERATION,
    `more than ${MAX_MESSAGES_PER_SECOND} messages or ${MAX_MESSAGE_BYTES_PER_SECOND} bytes in a second`,
  );
}

/** Numbers the messages of each user and id, from 1. */
export class MessageNumbers {
  readonly #last = new Map<string, number>();

  next(userId: string, cmdId: number): number {
    const key = `${cmdId} ${userId}`;
    const number = (this.#last.get(key) ?? 0) + 1;
    this.#last.set(key, number);
    return number;
  }
}
