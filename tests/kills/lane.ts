import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  freePort,
  type LaunchedServer,
  launchServer,
  startWebhookReceiver,
  TEST_API_KEY,
  TEST_CLIENT_ID,
  waitFor,
} from '../support/index.js';
import { Caller } from './caller.js';
import { examine, type Snapshot } from './examine.js';
import { examineWebhooks } from './examine-webhooks.js';
import { folderMiB, leftInDataDir, processesOn } from './leftovers.js';
import { chooseOperation } from './operations.js';
import { Random } from './random.js';
import { type Media, openSite } from './site.js';
import { OWN_KEY, PATHS, World } from './world.js';

const CLIENTS = 8;
const HEALTHY_WITHIN_MS = 120_000;
const SETTLED_WITHIN_MS = 150_000;
const SETTLING_LOOK_MS = 200;
/** Programs that the server runs end at once when it is killed, or are killed then. */
const CHILDREN_GONE_WITHIN_MS = 5_000;
/** A server is killed after some of so many acknowledged requests, or after this time. */
const ACKNOWLEDGED = { least: 1, most: 30 };
const WORK_AT_MOST_MS = 6_000;
/**
 * Of kills, so many hit a server that is just starting. The first ones always do: the database is made then. The last
 * one never does, so that there is always something to lose.
 */
const STARTING = { first: 2, share: 0.2 };

/** Sessions that are cheap to draw, and so few that others have to wait. */
const SETTINGS = {
  VIDEO_SIZE: '512x512',
  VIDEO_FPS: '5',
  MAX_SESSIONS: '2',
  MAX_QUEUED: '4',
  URL_ALLOWLIST: '127.0.0.1',
  // Keys that were deleted are tried again and again.
  REFUSED_RATE_PER_MINUTE: '1000000',
};

export interface LaneOptions {
  name: string;
  rounds: number;
  seed: number;
  media: Media;
  /** Of a PostgreSQL database of its own; the embedded one when there is none. */
  databaseUrl?: string;
  /** Ends the lane where it is, and its server. */
  stop: AbortSignal;
  log(line: string): void;
  /** Looks at the rows of a database that no server has open, and says what is wrong with them. */
  checkRows(
    place: { databaseDir: string } | { databaseUrl: string },
    options: { filesDir: string; settled: boolean },
  ): Promise<string[]>;
}

export interface LaneReport {
  name: string;
  kills: number;
  whileStarting: number;
  acknowledged: number;
  /** Requests whose reply was lost, and how many of them had been carried out. */
  doubtful: number;
  doubtfulDone: number;
  sessions: number;
  webhooks: number;
  startMs: number[];
  /** Of the data folder, after each kill. */
  sizesMiB: number[];
}

/**
 * Kills a server again and again while clients work with it, each time starting another process on what the last
 * one left, and compares what is there with what was acknowledged.
 *
 * @throws Error at the first thing that is wrong, and when it is stopped
 */
export async function runLane(options: LaneOptions): Promise<LaneReport> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'avatarium-kills-'));
  const random = new Random(options.seed);
  const site = await openSite(options.media, random);
  const credentials = (hook: string) => world.credentials.get(hook.replace('/hook/', ''));
  const receiver = await startWebhookReceiver(credentials, () => random.between(0, 150));
  const world: World = new World(random, options.media, site, receiver);
  await mkdir(path.join(folder, 'data'));
  const lane = new Lane(options, world, folder, await freePort());
  const killServer = () => lane.killServer();
  options.stop.addEventListener('abort', killServer);
  // Servers have no parent to end them when this process ends in the middle of things.
  process.on('exit', killServer);
  let isFaulty = false;
  try {
    return await lane.run();
  } catch (error) {
    isFaulty = !options.stop.aborted;
    throw error;
  } finally {
    options.stop.removeEventListener('abort', killServer);
    process.off('exit', killServer);
    await lane.dispose();
    await site.close();
    await receiver.close();
    // What was found to be wrong stays, to be looked at.
    if (!isFaulty) await rm(folder, { recursive: true, force: true });
  }
}

class Lane {
  readonly #dataDir: string;
  readonly #startMs: number[] = [];
  readonly #sizesMiB: number[] = [];
  #whileStarting = 0;
  #server: LaunchedServer | null = null;

  constructor(
    private readonly options: LaneOptions,
    private readonly world: World,
    private readonly folder: string,
    private readonly port: number,
  ) {
    this.#dataDir = path.join(folder, 'data');
  }

  async run(): Promise<LaneReport> {
    const { rounds, seed, name } = this.options;
    for (let round = 1; round <= rounds; round += 1) {
      await this.#inRound(`${name}, round ${round} of ${rounds}, seed ${seed}`, () => this.#round(round));
    }
    const snapshot = await this.#inRound(`${name}, after ${rounds} rounds, seed ${seed}`, () => this.#end());
    const { tally, receiver } = this.world;
    return {
      name,
      kills: rounds,
      whileStarting: this.#whileStarting,
      ...tally,
      sessions: snapshot.sessions.length,
      webhooks: receiver.events.length,
      startMs: this.#startMs,
      sizesMiB: this.#sizesMiB,
    };
  }

  killServer(): void {
    if (this.#server && !this.#server.hasExited()) this.#server.signal('SIGKILL');
  }

  async dispose(): Promise<void> {
    this.killServer();
    await this.#server?.exited;
  }

  async #inRound<T>(where: string, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const printed = this.#server?.output().slice(-3000) ?? '';
      throw new Error(`${where} (in ${this.folder}): ${why}\nThe server had printed:\n${printed}`, {
        cause: error,
      });
    }
  }

  async #round(round: number): Promise<void> {
    const { world, options } = this;
    const { random, tally } = world;
    const caller = this.#launch();
    const usualMs = this.#startMs.at(-1) ?? 4000;
    let when: string;
    if (round <= STARTING.first || (round < options.rounds && random.chance(STARTING.share))) {
      // The first fifth is spent reading the program itself.
      const afterMs = random.between(Math.round(usualMs / 5), Math.round(usualMs * 1.1));
      await sleep(afterMs);
      when = `${afterMs} ms after it was launched`;
      this.#whileStarting += 1;
      await this.#kill(caller);
    } else {
      await this.#healthy();
      await this.#examine(caller);
      await this.#ownWebhook(caller);
      const from = performance.now();
      const work = this.#work(caller);
      await Promise.race([work, this.#workDone()]);
      when = `${Math.round(performance.now() - from)} ms at work`;
      await this.#kill(caller);
      await work;
    }
    this.#sizesMiB.push(Math.round(folderMiB(this.#dataDir)));
    const { acknowledged, doubtful } = tally;
    const size = this.#sizesMiB.at(-1);
    options.log(
      `${options.name} ${round}/${options.rounds}: killed ${when}; start ${Math.round(usualMs)} ms, ` +
        `${acknowledged} acknowledged, ${doubtful} lost replies, ${size} MiB`,
    );
  }

  #launch(): Caller {
    this.options.stop.throwIfAborted();
    this.#server = launchServer({
      dataDir: this.#dataDir,
      port: this.port,
      env: {
        ...SETTINGS,
        TMPDIR: this.folder,
        ...(this.options.databaseUrl ? { DATABASE_URL: this.options.databaseUrl } : {}),
      },
    });
    return new Caller(this.#server.baseUrl, TEST_API_KEY);
  }

  async #healthy(): Promise<void> {
    const from = performance.now();
    await this.#server?.healthy(HEALTHY_WITHIN_MS);
    this.#startMs.push(Math.round(performance.now() - from));
  }

  async #kill(caller: Caller): Promise<void> {
    caller.killed = true;
    if (this.#server?.hasExited()) {
      throw new Error(`the server ended by itself, with ${await this.#server.exited}`);
    }
    this.#server?.signal('SIGKILL');
    await this.#server?.exited;
    await waitFor(
      'the programs that it ran to be gone',
      () => processesOn(this.#dataDir).length === 0,
      CHILDREN_GONE_WITHIN_MS,
    );
  }

  /** The webhook of the server's own key: until it is set, nobody works. */
  async #ownWebhook(caller: Caller): Promise<void> {
    const { credentials } = this.world;
    if (credentials.has(OWN_KEY)) return;
    const keys = await caller.all<{ _id: string; name: string }>(PATHS.keys);
    const id = keys.find(({ name }) => name === OWN_KEY)?._id;
    const json = { webhook_url: this.world.hookOf(OWN_KEY) };
    await caller.must('PATCH', `${PATHS.keys}/${id}`, { json });
    credentials.set(OWN_KEY, { clientId: TEST_CLIENT_ID, clientSecret: TEST_API_KEY });
  }

  async #work(caller: Caller): Promise<void> {
    const { world } = this;
    const client = async () => {
      while (!caller.killed) {
        await chooseOperation(world)(world, caller);
        await sleep(world.random.between(0, 40));
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
  }

  /** So much work that requests of all kinds are under way, and a moment that nothing else decides. */
  async #workDone(): Promise<void> {
    const { random, tally } = this.world;
    const enough = tally.acknowledged + random.between(ACKNOWLEDGED.least, ACKNOWLEDGED.most);
    const until = performance.now() + WORK_AT_MOST_MS;
    while (tally.acknowledged < enough && performance.now() < until) await sleep(5);
    await sleep(random.between(0, 200));
  }

  async #examine(caller: Caller): Promise<Snapshot> {
    const { snapshot, wrong } = await examine(this.world, caller, this.#dataDir);
    const { receiver } = this.world;
    wrong.push(...receiver.refused.splice(0).map((why) => `a webhook was refused: ${why}`));
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
    return snapshot;
  }

  /** The last start: everything comes to its end, is told of, and leaves nothing behind. */
  async #end(): Promise<Snapshot> {
    const { options } = this;
    const caller = this.#launch();
    await this.#healthy();
    const from = performance.now();
    let last: Snapshot | null = null;
    const isSettled = async () => {
      await sleep(SETTLING_LOOK_MS);
      last = await this.#examine(caller);
      return last.settled && (await this.#pendingWebhooks(caller)) === 0 && last;
    };
    const snapshot = await waitFor('everything to end', isSettled, SETTLED_WITHIN_MS);
    const untold = examineWebhooks(this.world, snapshot);
    if (untold.length > 0) throw new Error(untold.join('\n'));
    options.log(
      `${options.name}: everything had ended ${Math.round(performance.now() - from)} ms after the last start`,
    );
    this.#server?.signal('SIGTERM');
    const code = await this.#server?.exited;
    const filesDir = path.join(this.#dataDir, 'files');
    const place = options.databaseUrl
      ? { databaseUrl: options.databaseUrl }
      : { databaseDir: path.join(this.#dataDir, 'database') };
    const wrong = await options.checkRows(place, { filesDir, settled: true });
    if (code !== 0) wrong.push(`the server ended with ${code}`);
    wrong.push(...(await leftInDataDir(this.#dataDir)));
    const temporary = (await readdir(this.folder)).filter((name) => name !== 'data');
    wrong.push(...temporary.map((name) => `${name} is left in TMPDIR`));
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
    return snapshot;
  }

  async #pendingWebhooks(caller: Caller): Promise<number> {
    const deliveries = await caller.all<{ state: string }>(PATHS.deliveries);
    return deliveries.filter(({ state }) => state === 'pending').length;
  }
}
