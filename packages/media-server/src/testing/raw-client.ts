import { SignalRequest, SignalResponse } from '@livekit/protocol';
import { WebSocket } from 'ws';
import { joinToken, type ServerUnderTest, type TokenOptions } from './servers.js';
import { until } from './waiting.js';

type RequestMessage = SignalRequest['message'];
type ResponseMessage = SignalResponse['message'];
type Responses = {
  [Message in Extract<ResponseMessage, { case: string }> as Message['case']]: Message['value'];
};

/** A client that speaks the signalling protocol and nothing else: to say what no proper client says. */
export class RawClient {
  readonly received: ResponseMessage[] = [];
  readonly socket: WebSocket;
  closeCode: number | undefined;

  /** Opens a socket on the two-connection path. @throws Error with the status, when the server refuses */
  static async open(
    server: Pick<ServerUnderTest, 'url'>,
    identity: string,
    room: string,
    { query = '', ...token }: TokenOptions & { query?: string } = {},
  ): Promise<RawClient> {
    const jwt = await joinToken(identity, room, token);
    const client = new RawClient(
      `${server.url}/rtc?access_token=${jwt}&protocol=16&auto_subscribe=1${query}`,
    );
    await client.#opened;
    return client;
  }

  /** Like `open`, and waits to be let in. */
  static async join(
    server: Pick<ServerUnderTest, 'url'>,
    identity: string,
    room: string,
    options: TokenOptions = {},
  ): Promise<RawClient> {
    const client = await RawClient.open(server, identity, room, options);
    await client.response('join');
    return client;
  }

  readonly #opened: Promise<void>;

  private constructor(url: string) {
    this.socket = new WebSocket(url);
    this.#opened = new Promise((resolve, reject) => {
      this.socket.once('open', () => resolve());
      this.socket.once('unexpected-response', (_request, response) => {
        reject(new Error(`refused with ${response.statusCode}`));
        this.socket.terminate();
      });
      this.socket.on('error', reject);
    });
    this.socket.on('message', (data) => {
      const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
      this.received.push(SignalResponse.fromBinary(bytes).message);
    });
    this.socket.on('close', (code) => {
      this.closeCode = code;
    });
  }

  send(message: RequestMessage): void {
    this.socket.send(new SignalRequest({ message }).toBinary());
  }

  /** Waits for a response of one kind. */
  async response<Case extends keyof Responses>(name: Case): Promise<Responses[Case]> {
    const found = await until(`a ${name} response`, () =>
      this.received.find((message) => message.case === name),
    );
    return found.value as Responses[Case];
  }

  async closed(): Promise<void> {
    await until('the server to close the socket', () => this.closeCode !== undefined);
  }

  leave(): void {
    this.socket.terminate();
  }
}
