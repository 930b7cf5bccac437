import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, it } from 'vitest';
import { type OpenApiDocument, openApiDocument } from './index.js';

const SERVER = { url: 'http://192.0.2.1:8080', version: '0.1.0' };

async function lint(document: OpenApiDocument): Promise<string[]> {
  const config = await createConfig({
    extends: ['recommended-strict'],
    rules: {
      'no-ambiguous-paths': 'error',
      'no-required-schema-properties-undefined': 'error',
      'no-schema-type-mismatch': 'error',
      'operation-singular-tag': 'error',
      'tag-description': 'error',
    },
  });
  const source = JSON.stringify(document);
  const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config });
  return problems.map(({ ruleId, location: [at] }) => `${ruleId} at ${at?.pointer}`);
}

/** These have no errors of the caller's making. */
const WITHOUT_4XX = ['/healthz', '/metrics', '/openapi.json'];

it('is a document that a linter has nothing against', async () => {
  const expected = WITHOUT_4XX.map(
    (path) => `operation-4xx-response at #/paths/${path.replaceAll('/', '~1')}/get/responses`,
  );
  expect((await lint(openApiDocument(SERVER))).sort()).toEqual(expected.sort());
});

it('is linted by rules that find faults', async () => {
  const document = openApiDocument(SERVER);
  delete document.components.schemas.Avatar;
  const problems = await lint({ ...document, servers: [] });
  expect(problems).toContain('no-empty-servers at #/servers');
  expect(problems.some((problem) => problem.startsWith('no-unresolved-refs'))).toBe(true);
});
