import { setTimeout as delay } from 'node:timers/promises';
import { type ApiKeyWithSecret, SESSION_PATHS, type Session, sessionList } from '@avatarium/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeId } from '../../accounts/credentials.js';
import { brokenInvariants } from '../../storage/testing/invariants.js';
import { OPEN_TIMEOUT_MS } from '../../storage/testing/temporary-storage.js';
import { openRig, type Rig, type RigOptions } from '../api-rig.js';
import { PROPERTY_TIMEOUT_MS, propertyRuns } from './runs.js';
import { type ModelSession, SessionModel } from './session-model.js';

const CAPACITY = 2;
const MAX_QUEUED = 2;
/** What the worker does by itself is done by then. */
const SETTLING_MS = 10_000;

type Step =
  | { do: 'create'; owner: number; durationS: number }
  | { do: 'close' | 'join' | 'leave' | 'fail' | 'pry'; which: number }
  | { do: 'list'; owner: number; status: number | null; page: number; size: number }
  | { do: 'wait'; ms: number };

const owner = fc.nat(1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('create'),
      owner,
      durationS: fc.constantFrom(0.5, 1, 20, 60, 300, 3600),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('close', 'join', 'leave', 'fail', 'pry'), which: fc.nat(9) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('list'),
      owner,
      status: fc.constantFrom(null, 1, 2, 3, 4),
      page: fc.integer({ min: 1, max: 3 }),
      size: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.constantFrom(1, 1000, 20_000, 30_000, 90_000) }),
  },
);

const limits = fc.record({
  budget_minutes: fc.constantFrom(null, 0.01, 1, 10),
  max_sessions: fc.constantFrom(null, 1, 3),
});

/** A server and the model of it, under the same steps. */
class Twins {
  readonly model: SessionModel;

  constructor(
    readonly rig: Rig,
    readonly keys: ApiKeyWithSecret[],
  ) {
    const modelKeys = keys.map(({ budget_minutes: minutes, max_sessions: maxSessions }) => ({
      budgetMs: minutes === null ? null : minutes * 60_000,
      maxSessions,
      usedMs: 0,
    }));
    const ofServer = { capacity: CAPACITY, maxLive: CAPACITY + MAX_QUEUED };
    this.model = new SessionModel(modelKeys, ofServer, rig.clock.nowMs());
  }

  async take(taken: Step): Promise<void> {
    switch (taken.do) {
      case 'create':
        return this.#create(taken.owner, taken.durationS);
      case 'list':
        return this.#list(taken);
      case 'wait':
        return this.wait(taken.ms);
      default: {
        const { sessions } = this.model;
        const session = sessions[taken.which % Math.max(1, sessions.length)];
        return session ? this.#touch(taken.do, session) : undefined;
      }
    }
  }

  async wait(ms: number): Promise<void> {
    const { model, rig } = this;
    const untilMs = model.nowMs + ms;
    while (model.nowMs < untilMs) {
      const nextMs = model.nextMs(untilMs);
      await rig.clock.advance(nextMs - model.nowMs);
      model.comeTo(nextMs);
      await this.compare();
    }
  }

  /** Waits until the server shows what the model says, and fails if it never does. */
  async compare(): Promise<void> {
    const until = Date.now() + SETTLING_MS;
    for (;;) {
      const shown = await this.#shown();
      const expected = this.#expected();
      if (Date.now() > until || JSON.stringify(shown) === JSON.stringify(expected)) {
        expect(shown).toEqual(expected);
        return;
      }
      await delay(2);
    }
  }

  /** Leaves nothing that the next sequence would find, however this one has gone. */
  async clearAway(): Promise<void> {
    for (const { id, owner: of } of this.model.sessions) {
      await this.#post(of, SESSION_PATHS.close, { id });
    }
    await this.rig.worker.wake();
  }

  async #create(ofOwner: number, durationS: number): Promise<void> {
    const { model } = this;
    const asked = model.asked(ofOwner, durationS * 1000);
    const reply = await this.#post(ofOwner, SESSION_PATHS.create, { avatar_id: 'ava', duration: durationS });
    if ('code' in asked) {
      expect(reply.code).toBe(asked.code);
    } else {
      expect(reply).toMatchObject({ code: 1000, data: { duration: asked.grantedMs / 1000 } });
      model.add((reply.data as Session)._id, ofOwner, asked.grantedMs);
      await this.compare();
    }
    // No two are made in one moment, so that their order is known.
    await this.wait(1);
  }

  async #touch(how: 'close' | 'join' | 'leave' | 'fail' | 'pry', session: ModelSession): Promise<void> {
    const { model, rig } = this;
    const live = rig.lives.find((one) => one.options.sessionId === session.id);
    const isRunning = session.status === 2;
    if (how === 'close') {
      const reply = await this.#post(session.owner, SESSION_PATHS.close, { id: session.id });
      model.end(session, 'client_closed');
      expect(reply).toMatchObject({
        code: 1000,
        data: { session_id: session.id, closed_at: session.endedAt },
      });
    } else if (how === 'pry') {
      const stranger = 1 - session.owner;
      expect((await this.#post(stranger, SESSION_PATHS.close, { id: session.id })).code).toBe(1216);
      expect((await this.#get(stranger, `${SESSION_PATHS.detail}?id=${session.id}`)).code).toBe(1216);
    } else if (isRunning && how === 'fail') {
      live?.tellFailed(new Error('as the test wanted'));
      model.end(session, 'failed');
    } else if (isRunning) {
      live?.tellClients(how === 'join' ? 1 : 0);
      model.setPresent(session, how === 'join');
    }
    await this.compare();
  }

  async #list(query: { owner: number; status: number | null; page: number; size: number }): Promise<void> {
    const { page, size, status } = query;
    const wanted = this.model.sessions
      .filter((session) => session.owner === query.owner && (status === null || session.status === status))
      .map(({ id }) => id)
      .reverse();
    const reply = await this.#get(
      query.owner,
      `${SESSION_PATHS.list}?page=${page}&size=${size}&status=${status ?? ''}`,
    );
    const { count, result } = sessionList.parse(reply.data);
    expect(count).toBe(wanted.length);
    expect(result.map(({ _id }) => _id)).toEqual(wanted.slice((page - 1) * size, page * size));
  }

  async #shown() {
    const lists = await Promise.all(
      this.keys.map((_, of) => this.#get(of, `${SESSION_PATHS.list}?size=100`)),
    );
    const used = await Promise.all(
      this.keys.map(({ _id }, of) => this.#get(of, `/api/avatarium/v1/keys/${_id}`)),
    );
    return {
      sessions: lists.map(({ data }) =>
        sessionList
          .parse(data)
          .result.map((one) => [
            one._id,
            one.status,
            one.started_at,
            one.ended_at,
            one.end_reason,
            one.used_seconds,
            one.queue_position,
          ]),
      ),
      used: used.map(({ data }) => (data as ApiKeyWithSecret).used_seconds),
    };
  }

  #expected() {
    const { model } = this;
    return {
      sessions: this.keys.map((_, of) =>
        model.sessions
          .filter((session) => session.owner === of)
          .map((session) => [
            session.id,
            session.status,
            session.startedAt,
            session.endedAt,
            session.endReason,
            model.usedMs(session) / 1000,
            model.queuePosition(session),
          ])
          .reverse(),
      ),
      used: model.keys.map(({ usedMs }) => usedMs / 1000),
    };
  }

  #post = (of: number, url: string, body: object) => this.rig.post(url, body, this.#as(of));
  #get = (of: number, url: string) => this.rig.get(url, this.#as(of));
  #as = (of: number) => ({ 'x-api-key': this.keys[of]?.api_key ?? '', host: 'localhost:8080' });
}

/** Sessions of two accounts under any sequence of calls and events, beside a model of them. */
export function sessionSequences(
  name: string,
  options: { openStorage?: RigOptions['openStorage']; usualRuns: number },
): void {
  describe(name, () => {
    let rig: Rig;
    beforeAll(async () => {
      rig = await openRig({
        capacity: CAPACITY,
        maxQueued: MAX_QUEUED,
        ...(options.openStorage ? { openStorage: options.openStorage } : {}),
      });
    }, OPEN_TIMEOUT_MS);
    afterAll(() => rig.dispose());

    async function newKey(limit: { budget_minutes: number | null; max_sessions: number | null }) {
      const id = makeId();
      const account = await rig.storage.accounts.ensure({ id, name: id, createdAt: 0 });
      return rig.keys.create(account, { name: 'main', ...limit });
    }

    it(
      'go the way that the contract says, and are paid for once',
      async () => {
        const sequence = fc.record({
          limits: fc.tuple(limits, limits),
          steps: fc.array(step, { maxLength: 20 }),
        });
        await fc.assert(
          fc.asyncProperty(sequence, async ({ limits: given, steps }) => {
            const twins = new Twins(rig, await Promise.all(given.map(newKey)));
            try {
              for (const one of steps) {
                await twins.take(one);
              }
            } finally {
              await twins.clearAway();
            }
          }),
          propertyRuns(options.usualRuns),
        );
        expect(await brokenInvariants(rig.db, { settled: true })).toEqual([]);
      },
      PROPERTY_TIMEOUT_MS,
    );
  });
}
