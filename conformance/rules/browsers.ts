import { KNOWLEDGE, SESSIONS } from '../contract/paths.js';
import { expectThat } from '../suite/expect.js';
import { type Rule, rule, type Section } from '../suite/rule.js';
import type { Run } from '../suite/run.js';

const HEADERS = ['x-api-key', 'authorization', 'content-type'];

function listed(value: string | null): string[] {
  return (value ?? '').split(',').map((one) => one.trim().toLowerCase());
}

function expectOrigin(headers: Headers, run: Run): void {
  const { origin } = run.environment;
  const allowed = headers.get('access-control-allow-origin');
  expectThat(
    allowed === '*' || allowed === origin,
    `access-control-allow-origin: * or ${origin} (set ORIGIN to one that CORS_ORIGINS names)`,
    allowed ?? 'no such header',
  );
}

function preflight(method: string, path: string): Rule {
  return rule(`the preflight of ${method} ${path} lets browsers call`, async (run) => {
    const reply = await run.anonymous.send('OPTIONS', path, {
      headers: {
        origin: run.environment.origin,
        'access-control-request-method': method,
        'access-control-request-headers': HEADERS.join(','),
      },
    });
    expectThat(reply.status >= 200 && reply.status < 300, 'a status of 2xx', reply);
    expectOrigin(reply.headers, run);
    const methods = listed(reply.headers.get('access-control-allow-methods'));
    expectThat(
      methods.includes(method.toLowerCase()) || methods.includes('*') || ['GET', 'POST'].includes(method),
      `access-control-allow-methods with ${method}`,
      methods.join(', '),
    );
    const headers = listed(reply.headers.get('access-control-allow-headers'));
    for (const header of HEADERS) {
      // The asterisk does not stand for Authorization.
      expectThat(
        headers.includes(header) || (headers.includes('*') && header !== 'authorization'),
        `access-control-allow-headers with ${header}`,
        headers.join(', '),
      );
    }
  });
}

export const browsers: Section = {
  title: 'Browsers',
  rules: [
    preflight('GET', SESSIONS.list),
    preflight('POST', SESSIONS.create),
    preflight('DELETE', KNOWLEDGE.delete),
    rule('successes may be read by pages of other origins', async (run) => {
      const { headers } = await run.api.send('GET', SESSIONS.list, {
        headers: { origin: run.environment.origin },
      });
      expectOrigin(headers, run);
    }),
    rule('and so may errors', async (run) => {
      const { headers } = await run.anonymous.send('GET', SESSIONS.list, {
        headers: { origin: run.environment.origin },
      });
      expectOrigin(headers, run);
    }),
  ],
};
