import { z } from 'zod';
import { GUARDED, UNGUARDED } from '../contract/paths.js';
import { expectSame, expectThat, NotShown, shaped } from '../suite/expect.js';
import { rule, type Section } from '../suite/rule.js';

const openapi = z.object({
  openapi: z.string().regex(/^3\.1\./, 'must be 3.1.x'),
  info: z.object({ title: z.string().min(1), version: z.string().min(1) }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});

const WITHHELD = [401, 403, 404];

export const outside: Section = {
  title: 'Outside of the envelope',
  rules: [
    rule('/healthz answers 200 without an envelope', async (run) => {
      const reply = await run.anonymous.get('/healthz');
      expectThat(reply.status === 200 && reply.code === null, 'HTTP 200 and no code', reply);
    }),
    rule('/metrics answers in the text format of Prometheus', async (run) => {
      const reply = await run.anonymous.get('/metrics');
      // A proxy in front keeps them to the operator.
      if (WITHHELD.includes(reply.status)) {
        throw new NotShown(`/metrics is not shown here: HTTP ${reply.status}`);
      }
      const type = reply.headers.get('content-type') ?? '';
      expectThat(
        reply.status === 200 && type.startsWith('text/plain'),
        'HTTP 200 of text/plain',
        `${reply.status} ${type}`,
      );
      expectThat(/^# TYPE \w+ (counter|gauge|histogram|summary)$/m.test(reply.text), '# TYPE lines', reply);
    }),
    rule('/openapi.json is an OpenAPI 3.1 document', async (run) => {
      const reply = await run.anonymous.get('/openapi.json');
      expectSame(reply.status, 200, 'HTTP status');
      shaped(reply.body, openapi, '/openapi.json');
    }),
    rule('/openapi.json has every call of the contract', async (run) => {
      const { paths } = shaped((await run.anonymous.get('/openapi.json')).body, openapi, '/openapi.json');
      const described = new Set(
        Object.entries(paths).flatMap(([path, item]) =>
          Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replace(/\{[^}]*\}/g, ':id')}`),
        ),
      );
      const missing = [...GUARDED, ...UNGUARDED]
        .map((call) => call.join(' '))
        .filter((call) => !described.has(call));
      expectSame(missing, [], 'calls that it does not have');
    }),
    rule('/docs is a page', async (run) => {
      const reply = await run.anonymous.get('/docs');
      const type = reply.headers.get('content-type') ?? '';
      expectThat(
        reply.status === 200 && type.startsWith('text/html'),
        'HTTP 200 of text/html',
        `${reply.status} ${type}`,
      );
    }),
  ],
};
