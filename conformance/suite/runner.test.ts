import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FILES } from '../contract/paths.js';
import { BrokenRule, NotShown } from './expect.js';
import { rule } from './rule.js';
import { Run } from './run.js';
import { runSections } from './runner.js';

/** Keeps files, and knows nothing else. */
const kept = new Set<string>();
let removable = true;
const server = createServer((request, response) => {
  request.resume();
  const id = request.url?.split('/').at(-1) ?? '';
  if (request.method === 'POST') {
    const made = String(kept.size).padStart(24, '0');
    kept.add(made);
    response.end(JSON.stringify({ code: 1000, msg: 'OK', data: { _id: made } }));
    return;
  }
  const gone = removable && kept.delete(id);
  response.end(JSON.stringify({ code: gone ? 1000 : 1218, msg: 'OK', data: null }));
});
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  kept.clear();
  removable = true;
});

function aRun(): Run {
  return new Run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    apiKey: 'the-key',
    clientId: null,
    otherApiKey: null,
    room: null,
    webhookReceiver: null,
    origin: 'https://app.example.com',
  });
}

const making = (name: string, then: () => void) =>
  rule(name, async (run) => {
    await run.api.post(FILES, {});
    then();
  });

async function results(rules: Parameters<typeof rule>[1][], stopped: () => boolean = () => false) {
  const sections = [{ title: 'rules', rules: rules.map((check, at) => rule(`${at}`, check)) }];
  const reports = await runSections(sections, aRun(), () => {}, stopped);
  return reports.flatMap((section) => section.rules);
}

describe('a run', () => {
  it('removes what was made, whatever became of the rules', async () => {
    const outcomes = [
      () => {},
      () => {
        throw new BrokenRule('this', 'that');
      },
      () => {
        throw new NotShown('no reason');
      },
      () => {
        throw new TypeError('not thought of');
      },
    ].map((then) => making('', then).check);
    const reports = await results(outcomes);
    expect(reports.map(({ result }) => result)).toEqual(['pass', 'fail', 'skipped', 'fail', 'pass']);
    expect(kept.size).toBe(0);
  });

  it('removes it too when it is stopped, and runs no further rule', async () => {
    let ran = 0;
    const count = making('', () => {
      ran += 1;
    }).check;
    const reports = await results([count, count, count], () => ran === 1);
    expect(reports.map(({ result }) => result)).toEqual(['pass', 'pass']);
    expect([ran, kept.size]).toEqual([1, 0]);
  });

  it('says what could not be removed', async () => {
    removable = false;
    const reports = await results([making('', () => {}).check]);
    expect(reports.at(-1)).toMatchObject({
      result: 'fail',
      expected: 'nothing left behind',
      came: 'file 000000000000000000000000 (code 1218)',
    });
  });

  it('shows no secrets', async () => {
    const reports = await results([
      async () => {
        throw new BrokenRule('the-key', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2lnbmF0dXJl and the-key');
      },
    ]);
    expect(reports[0]).toMatchObject({ expected: '(secret)', came: '(token) and (secret)' });
  });
});
