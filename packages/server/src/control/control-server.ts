import { chmodSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { ApiError } from '@avatarium/contract';
import type { Logger } from 'pino';
import { type KeyCommandResult, type KeyCommands, keyCommand } from './key-commands.js';
import { placeSocket } from './socket-path.js';

const MAX_BODY_BYTES = 64 * 1024;
const TIMEOUT_MS = 30_000;

/** The answer to a command: what came of it, or one sentence on what is wrong. */
export type ControlReply = { result: KeyCommandResult } | { error: string };

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > MAX_BODY_BYTES) {
      throw new ApiError('invalidParameter', 'The command is too long');
    }
    chunks.push(chunk as Buffer);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

/** Listens where only the user that the server runs as can reach it. */
function listenPrivately(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // The socket is made within the call: nobody else can open it, not even before its mode is set.
    const before = process.umask(0o177);
    try {
      server.listen(path, () => {
        chmodSync(path, 0o600);
        resolve();
      });
    } finally {
      process.umask(before);
    }
  });
}

/**
 * Takes the operator's commands, as JSON in a POST, on a Unix socket that belongs to the data folder: whoever may
 * write there may command.
 */
export async function openControlServer(
  dataDir: string,
  commands: KeyCommands,
  log: Logger,
): Promise<{ path: string; close(): Promise<void> }> {
  const answer = async (request: IncomingMessage): Promise<ControlReply> => {
    try {
      const command = keyCommand.safeParse(await readBody(request));
      if (!command.success) {
        const [issue] = command.error.issues;
        return { error: `${issue?.path.join('.')}: ${issue?.message}` };
      }
      return { result: await commands.execute(command.data) };
    } catch (error) {
      if (error instanceof ApiError) {
        return { error: error.message };
      }
      log.error({ err: error }, 'a command failed');
      return { error: 'The command failed, see the log of the server' };
    }
  };
  const server = createServer((request, response) => {
    void answer(request).then((reply) => {
      response.writeHead(200, { 'content-type': 'application/json', connection: 'close' });
      response.end(JSON.stringify(reply));
    });
  });
  server.requestTimeout = TIMEOUT_MS;
  const socket = placeSocket(dataDir);
  try {
    await listenPrivately(server, socket.path);
  } catch (error) {
    socket.remove();
    throw error;
  }
  return {
    path: socket.path,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      socket.remove();
    },
  };
}
