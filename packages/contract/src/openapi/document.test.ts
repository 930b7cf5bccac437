import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { ERRORS } from '../errors.js';
import { OPERATIONS, openApiDocument } from './index.js';

const document = openApiDocument({ url: 'http://localhost:8080', version: '1.2.3' });
const { schemas } = document.components;
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(document, 'openapi');

/** Every schema with examples, with its place. */
function withExamples(value: unknown, place: string): [string, unknown[]][] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const { examples } = value as { examples?: unknown };
  const inside = Object.entries(value).flatMap(([key, item]) => withExamples(item, `${place}/${key}`));
  return Array.isArray(examples) ? [[place, examples], ...inside] : inside;
}

describe('the document', () => {
  it('is about the server that it is asked of', () => {
    expect(document).toMatchObject({
      openapi: '3.1.1',
      info: { version: '1.2.3' },
      servers: [{ url: 'http://localhost:8080' }],
    });
  });

  it('shows one name for an id, and mentions the others', () => {
    expect(schemas.SessionIdRequest).toMatchObject({
      required: ['id'],
      properties: { id: { 'x-aliases': ['session_id', '_id'] } },
    });
    expect(Object.keys(schemas.SessionIdRequest?.properties ?? {})).toEqual(['id']);
    const detail = document.paths['/api/open/v4/liveAvatar/avatar/detail']?.get?.parameters;
    expect(detail?.[0]).toMatchObject({ name: 'avatar_id', in: 'query', required: true });
    const older = document.paths['/api/open/v3/avatar/detail']?.get?.parameters;
    expect(older?.[0]).toMatchObject({ name: 'id', schema: { 'x-aliases': ['avatar_id', '_id'] } });
  });

  it('shows numbers of a query as numbers, with their bounds and defaults', () => {
    const parameters = document.paths['/api/open/v4/knowledge/list']?.get?.parameters;
    expect(parameters?.slice(0, 2)).toMatchObject([
      { name: 'page', required: false, schema: { type: 'integer', minimum: 1, default: 1 } },
      { name: 'size', schema: { type: 'integer', minimum: 1, maximum: 100, default: 10 } },
    ]);
  });

  it('names the values of numbers that stand for something', () => {
    expect(schemas.SessionDetail?.properties?.status).toMatchObject({
      type: 'integer',
      enum: [1, 2, 3, 4],
      'x-enum-varnames': ['queueing', 'processing', 'completed', 'failed'],
    });
  });

  it('says what may be null, and lets fields be added to replies', () => {
    expect(schemas.SessionDetail?.properties?.ended_at).toMatchObject({ type: ['integer', 'null'] });
    expect(JSON.stringify(document)).not.toContain('"additionalProperties":false');
  });

  it('has errors under the status that they have in strict mode', () => {
    const responses = document.paths['/api/open/v4/liveAvatar/session/create']?.post?.responses ?? {};
    const { busy, insufficientCredit } = ERRORS;
    expect(responses).toHaveProperty(String(busy.httpStatus), { $ref: '#/components/responses/Busy' });
    expect(responses).toHaveProperty(String(insufficientCredit.httpStatus));
    expect(responses).not.toHaveProperty('413');
  });

  it('tells each event of a webhook, with what it holds', () => {
    expect(Object.keys(document.webhooks)).toEqual([
      'sessionStarted',
      'sessionEnded',
      'sessionFailed',
      'avatarReady',
      'avatarFailed',
    ]);
    expect(schemas.WebhookPayload).toMatchObject({
      discriminator: { mapping: { 'session.ended': '#/components/schemas/SessionEndedEvent' } },
    });
  });
});

describe('the examples of the document', () => {
  const examples = withExamples(schemas, 'openapi#/components/schemas');

  it('are many, and as their schemas have them', () => {
    expect(examples.length).toBeGreaterThan(50);
    for (const [place, values] of examples) {
      for (const value of values) {
        expect(ajv.validate(place, value), `${place}: ${ajv.errorsText()}`).toBe(true);
      }
    }
  });

  it('of requests are taken', () => {
    const given = OPERATIONS.flatMap(({ body }) =>
      Object.values(body?.examples ?? {}).map(({ value }) => ({ schema: body?.schema, value })),
    );
    expect(given.length).toBeGreaterThan(0);
    for (const { schema, value } of given) {
      expect(schema === 'upload' || schema?.safeParse(value).success).toBe(true);
    }
  });
});
