import type { AddressInfo } from 'node:net';
import { createServer, isIP, type Server } from 'node:net';
import type { Resolver } from '../../net/index.js';
import { NAME_TABLE } from './cases.js';

export interface Canary {
  port: number;
  /** Connections that it has seen. */
  visits(): number;
  close(): Promise<void>;
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => resolve());
  });
}

/** A server on the loopback, of both families on one port, that counts who comes. */
export async function openCanary(): Promise<Canary> {
  let visits = 0;
  const open = () =>
    createServer((socket) => {
      visits += 1;
      socket.destroy();
    });
  const [four, six] = [open(), open()];
  await listen(four, 0, '127.0.0.1');
  const { port } = four.address() as AddressInfo;
  const servers = [four];
  // A machine without IPv6 has no such address to protect.
  await listen(six, port, '::1').then(
    () => servers.push(six),
    () => {},
  );
  return {
    port,
    visits: () => visits,
    async close() {
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

/** A name that the table does not have leads home: whoever owns it can make it so. */
export const hostileResolver: Resolver = async (name) =>
  (NAME_TABLE[name] ?? ['127.0.0.1']).map((address) => ({ address, family: isIP(address) === 6 ? 6 : 4 }));

export function withPort(url: string, port: number): string {
  return url.replaceAll('PORT', String(port));
}
