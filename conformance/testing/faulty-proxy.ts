import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call on its way to the server. */
export interface Call {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** An answer on its way back. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** What goes wrong on the way. A call may be answered in the server's place. */
export interface Fault {
  call?(call: Call): Answer | undefined;
  answer?(answer: Answer, call: Call): void;
}

/** Connection, length and encoding belong to one leg of the way. */
const OF_ONE_LEG = [
  'connection',
  'content-length',
  'content-encoding',
  'host',
  'keep-alive',
  'transfer-encoding',
];

function headersOf(entries: Iterable<[string, string]>): Record<string, string> {
  return Object.fromEntries([...entries].filter(([name]) => !OF_ONE_LEG.includes(name)));
}

/** Stands before a server and breaks a rule that it keeps. */
export async function startFaultyProxy(target: string, fault: Fault) {
  async function pass(call: Call): Promise<Answer> {
    const answered = fault.call?.(call);
    if (answered) {
      return answered;
    }
    const { method, url, headers, body } = call;
    const hasBody = body !== '' && method !== 'GET';
    // Bytes, since a text would be given a content type.
    const reply = await fetch(target + url, {
      method,
      headers,
      body: hasBody ? Buffer.from(body) : undefined,
    });
    const answer = { status: reply.status, headers: headersOf(reply.headers), text: await reply.text() };
    fault.answer?.(answer, call);
    return answer;
  }

  const server = createServer(async (request, response) => {
    const { method = '', url = '' } = request;
    const headers = headersOf(Object.entries(request.headers as Record<string, string>));
    const body = Buffer.concat(await request.toArray()).toString();
    const { status, headers: sent, text } = await pass({ method, url, headers, body });
    response.writeHead(status, sent).end(text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close(): Promise<void> {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
