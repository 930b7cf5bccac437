import { ERRORS, type ErrorName, SUCCESS_CODE } from '../errors.js';
import { nameOf } from './components.js';
import { type JsonSchema, jsonSchemaOf, schemaRef } from './json-schema.js';
import { errorsOf, type Operation } from './operation.js';

/** Schemas of the envelope. */
export const ENVELOPES: Record<string, JsonSchema> = {
  ApiResponse: {
    type: 'object',
    description: 'The envelope around every reply',
    required: ['code', 'msg'],
    properties: {
      code: {
        type: 'integer',
        description: `${SUCCESS_CODE}: success; any other: an error, whatever the HTTP status`,
        examples: [SUCCESS_CODE],
      },
      msg: {
        type: 'string',
        description: 'OK, or what went wrong, naming the field where one is at fault',
        examples: ['OK'],
      },
    },
  },
  ErrorReply: {
    description: 'The reply when something went wrong',
    allOf: [
      schemaRef('ApiResponse'),
      {
        type: 'object',
        required: ['data'],
        properties: {
          code: {
            type: 'integer',
            enum: Object.values(ERRORS).map(({ code }) => code),
            'x-enum-varnames': Object.keys(ERRORS),
            examples: [ERRORS.invalidParameter.code],
          },
          msg: { type: 'string', examples: ['duration: is required'] },
          data: { description: 'null, or more about it' },
        },
      },
    ],
  },
};

function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function replyName(dataName: string): string {
  return `${dataName}Reply`;
}

/** The schemas of all successful replies in the envelope. */
export function replySchemas(operations: readonly Operation[]): Record<string, JsonSchema> {
  const schemas: Record<string, JsonSchema> = {};
  for (const { reply } of operations) {
    if (!('data' in reply)) {
      continue;
    }
    const name = nameOf(reply.data, 'output');
    const beside = reply.beside ? jsonSchemaOf(reply.beside, 'output') : {};
    schemas[replyName(name)] = {
      allOf: [
        schemaRef('ApiResponse'),
        {
          type: 'object',
          required: ['data', ...(beside.required ?? [])],
          properties: {
            code: { type: 'integer', const: SUCCESS_CODE },
            ...beside.properties,
            data: schemaRef(name),
          },
        },
      ],
    };
  }
  return schemas;
}

/** Errors that share an HTTP status in strict mode. */
interface ErrorGroup {
  status: number;
  names: ErrorName[];
  /** Under which the group's response is kept. */
  id: string;
}

function errorGroupsOf(operation: Operation): ErrorGroup[] {
  const errors = errorsOf(operation);
  const statuses = [...new Set(errors.map((name) => ERRORS[name].httpStatus))].sort((a, b) => a - b);
  return statuses.map((status) => {
    const names = errors.filter((name) => ERRORS[name].httpStatus === status);
    return { status, names, id: names.map(upperFirst).join('Or') };
  });
}

function errorResponse({ names }: ErrorGroup) {
  const list = names.map((name) => `\`${ERRORS[name].code}\` ${ERRORS[name].message}`).join('; ');
  const example = (name: ErrorName) => ({
    summary: ERRORS[name].message,
    value: { code: ERRORS[name].code, msg: ERRORS[name].message, data: null },
  });
  return {
    description: `${list}. With this HTTP status in strict mode, with 200 otherwise`,
    content: {
      'application/json': {
        schema: schemaRef('ErrorReply'),
        examples: Object.fromEntries(names.map((name) => [name, example(name)])),
      },
    },
  };
}

/** The responses to errors that operations refer to. */
export function errorResponses(operations: readonly Operation[]): Record<string, object> {
  const groups = operations.flatMap(errorGroupsOf);
  return Object.fromEntries(groups.map((group) => [group.id, errorResponse(group)]));
}

/** `responses` of an operation. */
export function responsesOf(operation: Operation): Record<string, object> {
  const { reply } = operation;
  const errors = Object.fromEntries(
    errorGroupsOf(operation).map(({ status, id }) => [status, { $ref: `#/components/responses/${id}` }]),
  );
  const orError = 'unless the server is in strict mode, any error too: look at `code`';
  if (!('data' in reply)) {
    const schema = reply.schema && jsonSchemaOf(reply.schema, 'output');
    const content = Object.fromEntries(reply.contentTypes.map((type) => [type, schema ? { schema } : {}]));
    const also = Object.entries(reply.alsoStatus ?? {});
    return {
      200: operation.authenticated
        ? {
            description: `${reply.description}; ${orError}`,
            content: { ...content, 'application/json': { schema: schemaRef('ErrorReply') } },
          }
        : { description: reply.description, content },
      ...Object.fromEntries(also.map(([status, description]) => [status, { description }])),
      ...errors,
    };
  }
  const otherwise = Object.fromEntries(
    (reply.orAs ?? []).map((type) => [type, { schema: { type: 'string' } }]),
  );
  return {
    200: {
      description: `${reply.description}; ${orError}`,
      content: {
        'application/json': {
          schema: {
            oneOf: [schemaRef(replyName(nameOf(reply.data, 'output'))), schemaRef('ErrorReply')],
          },
        },
        ...otherwise,
      },
    },
    ...errors,
  };
}
