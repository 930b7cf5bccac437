import { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** How long a server may take to take a connection up, or to begin its answer. */
export const ANSWER_TIMEOUT_MS = 10_000;
/** Signalling pings every few seconds; a connection this silent is dead. */
export const IDLE_TIMEOUT_MS = 120_000;

declare module 'node:stream' {
  interface Duplex {
    /** Sockets have it: destroys once everything written is out. */
    destroySoon?(): void;
  }
}

/** Whether a reply is being written into this socket: Node keeps the current one there, and looks there itself. */
function isReplying(socket: Duplex & { _httpMessage?: unknown }): boolean {
  return socket._httpMessage instanceof ServerResponse && socket._httpMessage.headersSent;
}

/**
 * Answers on a bare socket, unless a reply is on its way there, and closes it. Node's HTTP servers keep a socket
 * that is only ended until the other side ends its half, too, which may be never.
 *
 * @param status code and reason
 */
export function endWith(socket: Duplex, status: string, json?: unknown): void {
  if (socket.writable && !isReplying(socket)) {
    const body = json === undefined ? '' : JSON.stringify(json);
    const type = json === undefined ? '' : 'Content-Type: application/json; charset=utf-8\r\n';
    const length = `Content-Length: ${Buffer.byteLength(body)}\r\n`;
    socket.write(`HTTP/1.1 ${status}\r\n${type}${length}Connection: close\r\n\r\n${body}`);
  }
  if (socket.destroySoon) {
    socket.destroySoon();
  } else {
    socket.end(() => socket.destroy());
  }
}
