import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { runCli } from './testing/cli.js';

const KEY = 'a-key-that-nobody-may-see';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A server that answers every request so. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const always = (body: object | string) =>
  serve((request, response) => {
    request.resume();
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });

describe('npm run conformance', () => {
  it('says in one line what is missing', async () => {
    const { code, stdout, stderr } = await runCli([], { API_KEY: KEY });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe('which server? npm run conformance -- BASE_URL (--help tells more)\n');
  });

  it('says in one line that nobody answers', async () => {
    const target = await always('');
    await Promise.all(closing.splice(0).map((close) => close()));
    const { code, stderr } = await runCli([target], { API_KEY: KEY });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^http:\S+ cannot be reached: .*ECONNREFUSED\n$/);
  });

  it.each([
    [
      'refuses the key',
      { code: 1101, msg: `${KEY} is no key`, data: null },
      /refuses the key.*1101 \(secret\)/,
    ],
    ['serves something else', '<!doctype html><title>Hello</title>', /does not serve this API.*HTTP 200/],
  ])('says in one line when the server %s', async (_what, body, line) => {
    const { code, stdout, stderr } = await runCli([await always(body)], { API_KEY: KEY });
    expect(stderr).toMatch(line);
    expect(stderr).not.toContain(KEY);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('shows of a server that breaks rules which, what was expected and what came, and fails', async () => {
    const target = await always({ code: 1000, msg: 'OK', data: { told: KEY } });
    const { code, stdout } = await runCli([target], { API_KEY: KEY });
    expect(code).toBe(1);
    expect(stdout).toMatch(/\n {2}pass {2}a success is HTTP 200/);
    expect(stdout).toMatch(
      /\n {2}FAIL {2}GET of an unknown path answers 1008 in JSON\n {10}expected {2}code 1008\n {10}came {6}GET \/api\/open\/v9\/nothing\/here → HTTP 200 \{"code":1000/,
    );
    expect(stdout).toMatch(/\n {2}skip {2}code 1215 .*\n {10}the server simulates no failures/);
    expect(stdout).toMatch(/FAIL {2}All replies of this run: repeat no secret\n/);
    expect(stdout).toMatch(/\n\d+ passed, \d{3} failed, \d+ skipped · http/);
    expect(stdout).not.toContain(KEY);
  });

  it('writes JSON, of the rules that were asked for', async () => {
    const target = await always({ code: 1000, msg: 'OK', data: null });
    const { code, stdout } = await runCli(['--json', '--only', '^browsers$|healthz', target], {
      API_KEY: KEY,
    });
    expect(code).toBe(1);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ target, mode: 'compat', passed: 1, failed: 6, skipped: 0 });
    const titles = report.sections.map(({ title }: { title: string }) => title);
    expect(titles).toEqual(['Browsers', 'Outside of the envelope', 'Cleaning up']);
    expect(report.sections[1].rules[0]).toMatchObject({
      rule: '/healthz answers 200 without an envelope',
      result: 'fail',
      expected: 'HTTP 200 and no code',
      came: expect.stringContaining('"code":1000'),
    });
  });

  it('does not wait for a server that has gone', async () => {
    let calls = 0;
    const target = await serve((request, response) => {
      calls += 1;
      if (calls > 4) {
        request.socket.destroy();
      } else {
        response.end(JSON.stringify({ code: 1000, msg: 'OK', data: null }));
      }
    });
    const { code, stdout } = await runCli([target], { API_KEY: KEY });
    expect(code).toBe(1);
    expect(stdout).toMatch(/expected {2}an answer\n/);
    expect(stdout).toMatch(/the server has stopped answering/);
    expect(calls).toBeLessThan(20);
  });
});
