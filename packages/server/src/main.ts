import type { Server } from 'node:http';
import type { Logger } from 'pino';
import { createApi } from './composition/api.js';
import { Cleanups } from './composition/cleanups.js';
import { openFoundations } from './composition/foundations.js';
import { openKnowledge } from './composition/knowledge.js';
import { openTranscripts } from './composition/transcripts.js';
import { createCourier } from './composition/webhooks.js';
import { createWorker } from './composition/worker.js';
import type { Settings } from './config/settings.js';
import { AvatarCommands } from './control/avatar-commands.js';
import { OperatorCommands } from './control/commands.js';
import { KeyCommands } from './control/key-commands.js';
import { listening } from './http/listen.js';
import { RecentTurns } from './observability/recent-turns.js';

/** A start is over by then, on a slow machine too. */
const VOICE_SAMPLES_DELAY_MS = 5000;

export interface RunningServer {
  baseUrl: string;
  /** Signs a browser in, once. */
  signInUrl: string;
  /** Credentials made at this start. */
  made: { apiKey?: string; clientId?: string };
  dataDir: string;
  /** Resolves to the reason when the server cannot go on. */
  broken: Promise<Error>;
  /** Ends all sessions for this reason, and frees everything. */
  stop(reason: 'shutdown' | 'failed'): Promise<void>;
}

export interface StartContext {
  log: Logger;
  version: string;
  /** True to keep the database in memory, whatever the settings say. */
  inMemory?: boolean;
}

/**
 * Builds the server out of its parts and starts it. With what it calls in `composition/`, the one place that
 * chooses what stands behind each port.
 *
 * @throws StartError when a setting or the machine does not allow it
 */
export async function startServer(settings: Settings, context: StartContext): Promise<RunningServer> {
  const cleanups = new Cleanups();
  try {
    return await start(settings, context, cleanups);
  } catch (error) {
    await cleanups.run(context.log);
    throw error;
  }
}

async function start(
  settings: Settings,
  { log, version, inMemory = false }: StartContext,
  cleanups: Cleanups,
): Promise<RunningServer> {
  let onLost: (error: Error) => void = () => {};
  const broken = new Promise<Error>((resolve) => {
    onLost = resolve;
  });
  let ready = false;
  const foundations = await openFoundations(settings, { log, cleanups, onLost, inMemory });
  const { storage, voices, installation, clock, dataDir, control } = foundations;
  const knowledge = openKnowledge(foundations, cleanups);
  const transcripts = openTranscripts(foundations, cleanups);
  const turns = new RecentTurns();
  const worker = createWorker(foundations, { knowledge, transcripts: transcripts.sink, turns }, cleanups);
  const courier = createCourier(foundations);
  const { app, sessions, keys, console } = await createApi(foundations, worker, {
    knowledge: knowledge.service,
    transcripts: transcripts.service,
    turns,
    version,
    cleanups,
    wakeWebhooks: () => void courier.wake(),
    isReady: () => ready,
  });
  const avatarCommands = new AvatarCommands({ ...foundations, avatars: foundations.avatarService });
  control.serve(new OperatorCommands(new KeyCommands(storage, keys, clock), avatarCommands), log);
  cleanups.add('commands', () => control.retire('The server is stopping'));
  await foundations.importer.start();
  await worker.start();
  await knowledge.start();
  transcripts.start();
  await courier.start();
  cleanups.add('webhooks', () => courier.stop());
  const { HOST: host, PORT: port } = settings;
  await listening(() => app.listen({ host, port, listenTextResolver: () => 'listening' }), host, port);
  ready = true;
  // The voice list tells how long the samples are, and nobody should wait for that; but what people do first with
  // a new server comes before.
  setTimeout(() => {
    for (const { voiceId, metered } of ready ? voices.list() : []) {
      if (metered) continue;
      voices.previewWav(voiceId).catch((error) => {
        // One that a stop cuts off is nobody's concern.
        if (ready) {
          log.warn({ err: error }, 'a voice sample could not be made');
        }
      });
    }
  }, VOICE_SAMPLES_DELAY_MS).unref();

  const baseUrl = settings.PUBLIC_URL ?? shownUrl(host, portOf(app.server) ?? port, foundations.tls !== null);
  return {
    baseUrl,
    signInUrl: `${baseUrl}/console/login?code=${console.makeCode(installation.key.id)}`,
    made: installation.made,
    dataDir,
    broken,
    async stop(reason) {
      ready = false;
      sessions.stopAccepting();
      await worker.drain(reason);
      await storage.sessions
        .endQueued({
          status: reason === 'failed' ? 4 : 3,
          endReason: reason,
          endedAt: clock.nowMs(),
        })
        .catch((error) => log.error({ err: error }, 'ending the queue failed'));
      await cleanups.run(log);
    },
  };
}

function portOf(server: Server): number | null {
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? null) : null;
}

/** A URL that works on this machine: every address includes the local one. */
function shownUrl(host: string, port: number, secure: boolean): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `${secure ? 'https' : 'http'}://${name}:${port}`;
}
