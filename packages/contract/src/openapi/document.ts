import { INTRODUCTION } from './introduction.js';
import { type JsonSchema, namedJsonSchemas } from './json-schema.js';
import { type Operation, TAGS } from './operation.js';
import { OPERATIONS } from './operations/index.js';
import { ENVELOPES, errorResponses, replySchemas, responsesOf } from './replies.js';
import { parametersOf, requestBodyOf, SHARED_PARAMETERS } from './requests.js';
import { webhookItems } from './webhooks.js';

/** As much of OpenAPI 3.1 as ours has. */
export interface OpenApiDocument {
  openapi: string;
  info: object;
  servers: { url: string; description: string }[];
  tags: { name: string; description: string }[];
  security: Record<string, string[]>[];
  /** By path and method. */
  paths: Record<string, Record<string, OpenApiOperation>>;
  webhooks: Record<string, object>;
  components: {
    schemas: Record<string, JsonSchema>;
    parameters: Record<string, object>;
    responses: Record<string, object>;
    securitySchemes: Record<string, object>;
  };
}

export interface OpenApiOperation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security: Record<string, string[]>[];
  parameters?: object[];
  requestBody?: object;
  responses: Record<string, object>;
}

const SECURITY: Record<string, string[]>[] = [{ ApiKeyAuth: [] }, { BearerAuth: [] }];

const SECURITY_SCHEMES = {
  ApiKeyAuth: {
    type: 'apiKey',
    in: 'header',
    name: 'x-api-key',
    description: 'Your API key. When `Authorization` carries a value too, that counts.',
  },
  BearerAuth: {
    type: 'http',
    scheme: 'bearer',
    description: 'A token from getToken, or an API key.',
  },
};

/** A path of the router as OpenAPI has it: `/keys/:id` becomes `/keys/{id}`. */
export function openApiPath(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}');
}

function describe(operation: Operation): OpenApiOperation {
  const { operationId, tag, summary, description, authenticated } = operation;
  const parameters = parametersOf(operation);
  const requestBody = requestBodyOf(operation);
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: authenticated ? SECURITY : [],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: responsesOf(operation),
  };
}

function pathItems(): OpenApiDocument['paths'] {
  const paths: OpenApiDocument['paths'] = {};
  for (const operation of OPERATIONS) {
    const path = openApiPath(operation.path);
    paths[path] = { ...paths[path], [operation.method]: describe(operation) };
  }
  return paths;
}

/**
 * The whole API as an OpenAPI 3.1 document.
 *
 * @param server.url http(s) URL that paths are put behind
 * @param server.version of the server, e.g. "0.1.0"
 */
export function openApiDocument(server: { url: string; version: string }): OpenApiDocument {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Avatarium',
      version: server.version,
      summary: 'Live avatars on your own machine',
      description: INTRODUCTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: server.url, description: 'This server' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    security: SECURITY,
    paths: pathItems(),
    webhooks: webhookItems(),
    components: {
      schemas: {
        ...ENVELOPES,
        ...namedJsonSchemas('input'),
        ...namedJsonSchemas('output'),
        ...replySchemas(OPERATIONS),
      },
      parameters: SHARED_PARAMETERS,
      responses: errorResponses(OPERATIONS),
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}
