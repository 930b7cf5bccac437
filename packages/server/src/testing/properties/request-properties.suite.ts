import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeId } from '../../accounts/credentials.js';
import { brokenInvariants } from '../../storage/testing/invariants.js';
import { OPEN_TIMEOUT_MS } from '../../storage/testing/temporary-storage.js';
import { openRig, type Rig, type RigOptions } from '../api-rig.js';
import { type HostileRequest, hostileRequest, madeReal, type Sketch } from './hostile-requests.js';
import { kindOf } from './hostile-values.js';
import { wrongInReply } from './reply-rules.js';
import { routesOf } from './routes-of.js';
import { PROPERTY_TIMEOUT_MS, propertyRuns } from './runs.js';

/** No call takes this long, unless it hangs. */
const HANG_MS = 20_000;
const MAX_IDS_OF_KIND = 8;
const BETWEEN_RUNS_MS = 45_000;

/** A server under fire, with what its callers have and what they have learned of it. */
class Target {
  /** By kind. */
  readonly ids = new Map<string, string[]>();
  credentials: Record<string, string>[] = [];
  readonly #apiKeys: string[] = [];
  readonly #ownKeys = new Set<string>();

  constructor(readonly rig: Rig) {}

  async addAccount(name: string): Promise<void> {
    const { storage, keys } = this.rig;
    const account = await storage.accounts.ensure({ id: makeId(), name, createdAt: 0 });
    const key = await keys.create(account, { name: 'main' });
    this.#ownKeys.add(key._id);
    this.#apiKeys.push(key.api_key);
  }

  /** Tokens expire while time passes. */
  async renewCredentials(): Promise<void> {
    const { authenticator } = this.rig;
    const ofKeys = this.#apiKeys.map(
      async (apiKey): Promise<Record<string, string>[]> => [
        { 'x-api-key': apiKey },
        { authorization: `Bearer ${apiKey}` },
        { authorization: `Bearer ${await authenticator.issueToken(await authenticator.caller(apiKey))}` },
      ],
    );
    this.credentials = (await Promise.all(ofKeys)).flat();
  }

  /** What is wrong with how the server took a request; null when nothing is. */
  async provoke(sketch: Sketch): Promise<string | null> {
    const request = madeReal(sketch, this);
    const reply = await this.#send(request);
    if (reply === null) {
      return `${describeRequest(request)} hangs`;
    }
    const { statusCode, headers, payload: text } = reply;
    this.#learn(kindOf(sketch.route), text);
    const wrong = wrongInReply(sketch.route, request.url, {
      statusCode,
      contentType: String(headers['content-type'] ?? ''),
      text,
    });
    return wrong && `${describeRequest(request)} is answered with what ${wrong}`;
  }

  /** Time passes only when a call waits for it. */
  async #send(request: HostileRequest): Promise<LightMyRequestResponse | null> {
    const until = Date.now() + HANG_MS;
    let reply: LightMyRequestResponse | null = null;
    let failure: unknown = null;
    this.rig.app.inject(request as Parameters<Rig['inject']>[0]).then(
      (answered) => {
        reply = answered;
      },
      (error) => {
        failure = error;
      },
    );
    for (let turn = 0; reply === null && failure === null && Date.now() < until; turn++) {
      await delay(turn < 20 ? 0 : 5);
      if (turn > 20 && 'x-avatarium-simulate' in request.headers) {
        await this.rig.clock.advance(2000);
      }
    }
    if (failure !== null) {
      throw failure;
    }
    return reply;
  }

  #learn(kind: string, text: string): void {
    const ids = this.ids.get(kind) ?? [];
    for (const [, id = ''] of text.matchAll(/"_id":"([0-9a-f]{24})"/g)) {
      if (!this.#ownKeys.has(id) && !ids.includes(id)) {
        ids.push(id);
      }
    }
    this.ids.set(kind, ids.slice(-MAX_IDS_OF_KIND));
  }
}

/** A request as a failure shows it; what repeats itself for long is cut short. */
function describeRequest({ method, url, headers, payload }: HostileRequest): string {
  const body = typeof payload === 'string' ? JSON.stringify(payload) : (payload?.toString('base64') ?? '');
  const text = `${method} ${url} ${JSON.stringify(headers)} ${body}`;
  return text.replace(/(.{1,6}?)\1{20,}/gs, '$1…').slice(0, 3000);
}

/** Whatever is sent: an answer as documented, and rows as they should be. Strict mode, where faults show. */
export function requestProperties(
  name: string,
  options: { openStorage?: RigOptions['openStorage']; usualRuns: number },
): void {
  describe(name, () => {
    let target: Target;
    beforeAll(async () => {
      const rig = await openRig({
        httpStatusMode: 'strict',
        capacity: 2,
        maxQueued: 2,
        maxUploadMb: 1,
        maxStoredMb: 2,
        rates: { refusedPerAddress: 1_000_000_000 },
        ...(options.openStorage ? { openStorage: options.openStorage } : {}),
      });
      await rig.app.ready();
      target = new Target(rig);
      await target.addAccount('one');
      await target.addAccount('two');
    }, OPEN_TIMEOUT_MS);
    afterAll(() => target.rig.dispose());

    it(
      'answers every request on every route as documented, and keeps its rows in order',
      async () => {
        const routes = routesOf(target.rig.app);
        expect(routes.length).toBeGreaterThan(40);
        const salvo = fc.record({
          together: fc.boolean(),
          sketches: fc.array(hostileRequest(routes), { minLength: 1, maxLength: 6 }),
        });
        await fc.assert(
          fc.asyncProperty(salvo, async ({ together, sketches }) => {
            await target.renewCredentials();
            const wrong: (string | null)[] = [];
            if (together) {
              wrong.push(...(await Promise.all(sketches.map((sketch) => target.provoke(sketch)))));
            } else {
              for (const sketch of sketches) {
                wrong.push(await target.provoke(sketch));
              }
            }
            expect(wrong.filter((one) => one !== null)).toEqual([]);
            await target.rig.clock.advance(BETWEEN_RUNS_MS);
          }),
          propertyRuns(options.usualRuns),
        );
        expect(await brokenInvariants(target.rig.db, { filesDir: target.rig.filesDir })).toEqual([]);
      },
      PROPERTY_TIMEOUT_MS,
    );
  });
}
