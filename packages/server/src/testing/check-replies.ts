import { ERRORS, SIMULATE_HEADER, SUCCESS_CODE } from '@avatarium/contract';
import {
  errorsOf,
  OPERATIONS,
  type OpenApiDocument,
  type Operation,
  openApiDocument,
  openApiPath,
} from '@avatarium/contract/openapi';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

type Schema = Record<string, unknown>;

/** Of an `allOf`, which is closed as a whole. */
const ENVELOPE = 'ApiResponse';

/** The schema, refusing what it does not mention. */
function closed(value: unknown, isPart = false): unknown {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((item) => closed(item, isPart));
  }
  const entries = Object.entries(value).map(([key, item]) => [key, closed(item, key === 'allOf')]);
  const schema = Object.fromEntries(entries) as Schema;
  if ('allOf' in schema) {
    return { ...schema, unevaluatedProperties: false };
  }
  return 'properties' in schema && schema.type === 'object' && !isPart
    ? { additionalProperties: false, ...schema }
    : schema;
}

function closedDocument(): OpenApiDocument {
  const document = openApiDocument({ url: 'http://localhost:8080', version: '0.0.0' });
  const { [ENVELOPE]: envelope, ...schemas } = document.components.schemas;
  const all = { ...(closed(schemas) as typeof schemas), [ENVELOPE]: envelope ?? {} };
  return { ...document, components: { ...document.components, schemas: all } };
}

/** Made once for all rigs of a process. */
let replyCheck: ReturnType<typeof createReplyCheck> | undefined;

/** Finds what is wrong with an operation's reply; null when nothing is. */
function createReplyCheck(): (operation: Operation, envelope: unknown) => string | null {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema(closedDocument(), 'openapi');
  return (operation, envelope) => {
    const place = [openApiPath(operation.path), operation.method, 'responses', '200', 'content']
      .concat('application/json', 'schema')
      .map((key) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1')));
    const validate = ajv.getSchema(`openapi#/paths/${place.join('/')}`);
    if (!validate) {
      return 'the document has no schema for it';
    }
    return validate(envelope) ? null : ajv.errorsText(validate.errors);
  };
}

/** Codes that an operation may answer with; any, when the caller has asked for one. */
function mayAnswer(operation: Operation, code: number, request: FastifyRequest): boolean {
  const isByConsole = request.headers.cookie !== undefined;
  return (
    code === SUCCESS_CODE ||
    request.headers[SIMULATE_HEADER] !== undefined ||
    errorsOf(operation).some((name) => ERRORS[name].code === code) ||
    (isByConsole && code === ERRORS.permissionDenied.code)
  );
}

/**
 * Holds every reply in the envelope to the API's own document: its fields, no more and no fewer, and its codes.
 * Returns what was wrong, as lines, to be looked at in the end.
 */
export function checkReplies(app: FastifyInstance): string[] {
  const problems: string[] = [];
  replyCheck ??= createReplyCheck();
  const problemOf = replyCheck;
  app.addHook('onSend', async (request: FastifyRequest, reply: FastifyReply, payload: unknown) => {
    const operation = OPERATIONS.find(
      ({ method, path }) => path === request.routeOptions.url && method === request.method.toLowerCase(),
    );
    const type = String(reply.getHeader('content-type')).split(';', 1)[0] ?? '';
    if (operation && 'data' in operation.reply && operation.reply.orAs?.includes(type)) {
      return payload;
    }
    if (operation && 'data' in operation.reply && typeof payload === 'string' && payload !== '') {
      const envelope = JSON.parse(payload) as { code: number };
      const problem = problemOf(operation, envelope);
      if (problem !== null) {
        problems.push(`${operation.operationId} (${envelope.code}): ${problem}`);
      }
      if (!mayAnswer(operation, envelope.code, request)) {
        problems.push(`${operation.operationId}: code ${envelope.code} is not documented`);
      }
    }
    return payload;
  });
  return problems;
}
