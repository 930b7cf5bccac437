import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openApiDocument } from './index.js';

type Json = Record<string, unknown>;

const text = readFileSync(new URL('../../fixtures/seed-session-detail.txt', import.meta.url), 'utf8');
const seed = parse(/^````yaml[^\n]*\n([\s\S]*?)^````/m.exec(text)?.[1] ?? '') as Json;
const ours = openApiDocument({ url: 'http://localhost:8080', version: '0.1.0' }) as unknown as Json;
const ajv = new Ajv2020({ strict: false, validateFormats: false });

function at(root: unknown, ...keys: string[]): unknown {
  return keys.reduce((value, key) => (value as Json | undefined)?.[key], root);
}

/** A schema with what it refers to, and all parts of an `allOf`, in one. */
function flat(document: Json, schema: Json): Json {
  const { $ref, allOf, ...rest } = schema;
  const target = typeof $ref === 'string' ? at(document, ...$ref.slice(2).split('/')) : {};
  const parts = [target, ...((allOf as Json[] | undefined) ?? [])] as Json[];
  const all = [...parts.map((part) => ($ref || part !== target ? flat(document, part) : part)), rest];
  return {
    ...Object.assign({}, ...all),
    properties: Object.assign({}, ...all.map(({ properties }) => properties)),
    required: all.flatMap(({ required }) => (required as string[] | undefined) ?? []),
  };
}

/** What a schema of the seed says and ours does not, as lines that name the place. */
function missing(theirs: Json, mine: Json | undefined, place: string): string[] {
  if (!mine) {
    return [`${place}: is not there`];
  }
  const one = flat(seed, theirs);
  const alternatives = mine.oneOf as Json[] | undefined;
  if (alternatives) {
    // Errors are an alternative of their own.
    const found = alternatives.map((alternative) => missing(theirs, alternative, place));
    return found.find((problems) => problems.length === 0) ?? found[0] ?? [];
  }
  const other = flat(ours, mine);
  const values = (other.enum ?? ('const' in other ? [other.const] : [])) as unknown[];
  const types = [other.type].flat();
  const problems = [
    one.type !== undefined &&
    !types.includes(one.type) &&
    !(one.type === 'number' && types.includes('integer'))
      ? `${place}: type ${one.type}`
      : '',
    ...((one.enum as unknown[]) ?? []).map((value) =>
      values.includes(value) ? '' : `${place}: enum ${value}`,
    ),
    ...(one.required as string[]).map((name) =>
      (other.required as string[]).includes(name) ? '' : `${place}: requires ${name}`,
    ),
    'example' in one && !ajv.validate({ ...other, required: [] }, one.example)
      ? `${place}: example ${one.example}`
      : '',
  ].filter((problem) => problem !== '');
  const inner = Object.entries(one.properties as Record<string, Json>).flatMap(([name, schema]) =>
    missing(schema, (other.properties as Record<string, Json>)[name], `${place}.${name}`),
  );
  return [...problems, ...inner];
}

describe('the document that the project was created from', () => {
  const paths = Object.entries(seed.paths as Record<string, Record<string, Json>>);
  const operations = paths.flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );

  it('describes operations and schemas', () => {
    expect(operations).toHaveLength(1);
    expect(Object.keys(at(seed, 'components', 'schemas') as Json)).toHaveLength(3);
  });

  it.each(operations)('has its operation in ours: $method $path', ({ path, method, operation }) => {
    const mine = at(ours, 'paths', path, method) as Json;
    const parameters = mine.parameters as Json[];
    for (const theirs of operation.parameters as Json[]) {
      const parameter = parameters.find(({ name, in: place }) => name === theirs.name && place === theirs.in);
      expect(parameter).toMatchObject({ required: theirs.required });
      expect(missing(theirs.schema as Json, parameter?.schema as Json, String(theirs.name))).toEqual([]);
    }
    for (const [status, response] of Object.entries(operation.responses as Record<string, Json>)) {
      const keys = ['content', 'application/json', 'schema'];
      const reply = at(mine, 'responses', status, ...keys) as Json;
      expect(missing(at(response, ...keys) as Json, reply, status)).toEqual([]);
    }
  });

  it.each(Object.entries(at(seed, 'components', 'schemas') as Record<string, Json>))(
    'has its schema in ours: %s',
    (name, schema) => {
      expect(missing(schema, at(ours, 'components', 'schemas', name) as Json, name)).toEqual([]);
    },
  );

  it('has its ways to sign in in ours', () => {
    expect(ours.security).toEqual(seed.security);
    for (const [name, { description: _, ...scheme }] of Object.entries(
      at(seed, 'components', 'securitySchemes') as Record<string, Json>,
    )) {
      expect(at(ours, 'components', 'securitySchemes', name)).toMatchObject(scheme);
    }
  });

  it('would be found to say more', () => {
    const more = {
      type: 'object',
      required: ['extra'],
      properties: { status: { type: 'string', enum: [5] }, extra: {}, avatar_id: { example: 7 } },
    };
    const mine = at(ours, 'components', 'schemas', 'SessionDetail') as Json;
    expect(missing(more, mine, 'x')).toEqual([
      'x: requires extra',
      'x.status: type string',
      'x.status: enum 5',
      'x.extra: is not there',
      'x.avatar_id: example 7',
    ]);
  });
});
