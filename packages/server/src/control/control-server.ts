import { chmodSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiError } from '@avatarium/contract';
import type { Logger } from 'pino';
import { type Command, type CommandExecutor, type CommandResult, parseCommand } from './commands.js';
import { placeSocket } from './socket-path.js';

const MAX_BODY_BYTES = 64 * 1024;
const TIMEOUT_MS = 30_000;

/** How long a stop waits for commands that are being carried out. */
const RETIRE_LIMIT_MS = 1000;

/** The answer to a command: what came of it, one sentence on what is wrong, or one on why it has to wait. */
export type ControlReply<Result = CommandResult> = { result: Result } | { error: string } | { busy: string };

export interface ControlServer {
  /** Of the socket. */
  path: string;
  /** Carries commands out from now on. */
  serve(commands: CommandExecutor, log: Logger): void;
  /** Carries no more out; resolves once those under way are over, or take too long. Still listens. */
  retire(busy: string): Promise<void>;
  close(): Promise<void>;
}

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
 *
 * @param busy what commands are answered until they are served
 */
export async function openControlServer(dataDir: string, busy: string): Promise<ControlServer> {
  let state: { commands: CommandExecutor; log: Logger } | { busy: string } = { busy };
  const underWay = new Set<Promise<CommandResult>>();
  const execute = async (commands: CommandExecutor, command: Command): Promise<CommandResult> => {
    const executing = commands.execute(command);
    underWay.add(executing);
    try {
      return await executing;
    } finally {
      underWay.delete(executing);
    }
  };
  const answer = async (request: IncomingMessage): Promise<ControlReply> => {
    let current = state;
    try {
      const body = await readBody(request);
      current = state;
      if ('busy' in current) {
        return current;
      }
      const command = parseCommand(body);
      if (!command.success) {
        const [issue] = command.error.issues;
        return { error: `${issue?.path.join('.')}: ${issue?.message}` };
      }
      return { result: await execute(current.commands, command.data) };
    } catch (error) {
      if (error instanceof ApiError) {
        return { error: error.message };
      }
      if ('log' in current) {
        current.log.error({ err: error }, 'a command failed');
      }
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
    serve(commands, log) {
      state = { commands, log };
    },
    async retire(busy) {
      state = { busy };
      await Promise.race([
        Promise.allSettled([...underWay]),
        delay(RETIRE_LIMIT_MS, undefined, { ref: false }),
      ]);
    },
    async close() {
      // First, since whoever takes the folder over next places its own there.
      socket.remove();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
