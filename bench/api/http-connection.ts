import { connect, type Socket } from 'node:net';

export interface Reply {
  status: number;
  body: string;
}

/**
 * One kept-alive HTTP/1.1 connection, one request at a time. It reads no more of HTTP than replies with a
 * Content-Length need, so that measuring takes little of the machine that is measured.
 */
export class HttpConnection {
  private received = '';
  private settle: { resolve(reply: Reply): void; reject(error: Error): void } | null = null;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    // One character is one byte, as Content-Length counts.
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => this.read(chunk));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('the connection was closed')));
  }

  static open(port: number): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new HttpConnection(socket));
      });
    });
  }

  /** @param request head and body as they go on the wire */
  send(request: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.socket.destroyed) {
        reject(new Error('the connection was closed'));
        return;
      }
      this.settle = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private read(chunk: string): void {
    this.received += chunk;
    const headEnd = this.received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const head = this.received.slice(0, headEnd);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) {
      this.fail(new Error('a reply has no Content-Length'));
      return;
    }
    const bodyAt = headEnd + 4;
    if (this.received.length < bodyAt + Number(length)) return;
    const reply = { status: Number(head.slice(9, 12)), body: this.received.slice(bodyAt) };
    this.received = '';
    const { settle } = this;
    this.settle = null;
    settle?.resolve(reply);
  }

  private fail(error: Error): void {
    const { settle } = this;
    this.settle = null;
    settle?.reject(error);
    this.socket.destroy();
  }
}
