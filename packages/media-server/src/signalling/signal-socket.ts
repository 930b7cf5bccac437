import { SignalRequest, SignalResponse } from '@livekit/protocol';
import type { WebSocket } from 'ws';
import type { SignalMessage } from '../links/link.js';

/** Responses waiting for a client that does not read; beyond it the socket is cut. */
const MAX_QUEUED_BYTES = 8 * 1024 * 1024;

interface SignalSocketEvents {
  onRequest(message: SignalRequest['message']): void;
  /** A message that is no signal request, or one that is too large. */
  onInvalid(reason: string): void;
  onClose(): void;
}

/** A client's signalling socket: LiveKit signal messages in protobuf, cut when it stays silent for too long. */
export class SignalSocket {
  readonly #socket: WebSocket;
  readonly #idleMs: number;
  #idleTimer: NodeJS.Timeout | undefined;
  #pingTimer: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, idleMs: number) {
    this.#socket = socket;
    this.#idleMs = idleMs;
  }

  open(events: SignalSocketEvents): void {
    const socket = this.#socket;
    const alive = () => {
      clearTimeout(this.#idleTimer);
      this.#idleTimer = setTimeout(() => socket.terminate(), this.#idleMs);
    };
    alive();
    this.#pingTimer = setInterval(() => socket.ping(), this.#idleMs / 3);
    socket.on('pong', alive);
    socket.on('message', (data, isBinary) => {
      alive();
      let request: SignalRequest;
      try {
        request = isBinary
          ? SignalRequest.fromBinary(toBytes(data))
          : SignalRequest.fromJsonString(toBytes(data).toString('utf8'), { ignoreUnknownFields: true });
      } catch {
        events.onInvalid('a message that is no signal request');
        return;
      }
      events.onRequest(request.message);
    });
    socket.on('error', (error) => {
      if (socket.readyState === socket.OPEN || 'code' in error) events.onInvalid(error.message);
    });
    socket.on('close', () => {
      clearTimeout(this.#idleTimer);
      clearInterval(this.#pingTimer);
      events.onClose();
    });
  }

  send(message: SignalMessage): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > MAX_QUEUED_BYTES) {
      this.#socket.terminate();
      return;
    }
    this.#socket.send(new SignalResponse({ message }).toBinary());
  }

  /** Closes after what was sent has gone out; cuts the socket if the client does not take part. */
  close(): void {
    const socket = this.#socket;
    if (socket.readyState === socket.CLOSED) return;
    socket.close(1000);
    const timer = setTimeout(() => socket.terminate(), 2000);
    timer.unref();
    socket.once('close', () => clearTimeout(timer));
  }
}

function toBytes(data: Buffer | ArrayBuffer | Buffer[]): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
