import { FILE_URL_PREFIX } from '../rest/index.js';
import { MAX_FAIL_AFTER_S, MAX_SIMULATED_DELAY_MS, SIMULATE_HEADER } from '../simulation.js';
import { nameOf } from './components.js';
import { type JsonSchema, jsonSchemaOf, schemaRef } from './json-schema.js';
import type { Operation } from './operation.js';

/** Parameters that many operations share. */
export const SHARED_PARAMETERS = {
  Simulate: {
    name: SIMULATE_HEADER,
    in: 'header',
    required: false,
    description: `Asks for a failure, to test a client by. One or more of these, separated by commas: \`code=1215\` answers with that error in place of doing anything; \`delay=1500\` holds the answer back for so many milliseconds, ${MAX_SIMULATED_DELAY_MS} at most; \`fail-after=5\`, when a session is created, has it fail so many seconds after its start, ${MAX_FAIL_AFTER_S} at most.`,
    schema: { type: 'string' },
  },
} as const;

function parameter(place: 'path' | 'query', name: string, schema: JsonSchema, required: boolean) {
  const { description, ...rest } = schema;
  return { name, in: place, required, ...(description === undefined ? {} : { description }), schema: rest };
}

/** `parameters` of an operation. */
export function parametersOf(operation: Operation): object[] {
  const { pathParameters = {}, query, queryOptional } = operation;
  const inPath = Object.entries(pathParameters).map(([name, { description, schema }]) =>
    parameter('path', name, { ...jsonSchemaOf(schema, 'input'), description }, true),
  );
  const { properties = {}, required = [] } = query ? jsonSchemaOf(query, 'input') : {};
  const inQuery = Object.entries(properties).map(([name, schema]) =>
    parameter('query', name, schema, !queryOptional && required.includes(name)),
  );
  const inHeader = operation.authenticated ? [{ $ref: '#/components/parameters/Simulate' }] : [];
  return [...inPath, ...inQuery, ...inHeader];
}

/** `requestBody` of an operation; undefined when it takes none. */
export function requestBodyOf(operation: Operation): object | undefined {
  const { body } = operation;
  if (!body) {
    return undefined;
  }
  if (body.schema === 'upload') {
    return {
      required: true,
      content: {
        'multipart/form-data': {
          schema: {
            type: 'object',
            required: ['file'],
            properties: {
              file: {
                type: 'string',
                contentMediaType: 'application/octet-stream',
                description: `Will be \`${FILE_URL_PREFIX}<id>\``,
              },
              name: { type: 'string', description: 'In place of the name that the file has in the form' },
            },
          },
        },
        'application/octet-stream': {
          schema: { type: 'string', contentMediaType: 'application/octet-stream' },
        },
      },
    };
  }
  return {
    required: !body.optional,
    content: {
      'application/json': {
        schema: schemaRef(nameOf(body.schema, 'input')),
        ...(body.examples ? { examples: body.examples } : {}),
      },
    },
  };
}
