import { z } from 'zod';
import { type Direction, NAMED_SCHEMAS, nameOf } from './components.js';

/** A JSON Schema (draft 2020-12), as OpenAPI 3.1 has them. */
export interface JsonSchema {
  [keyword: string]: unknown;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  description?: string;
}

export function schemaRef(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

type Override = NonNullable<z.core.ToJSONSchemaParams['override']>;

/** Says what zod itself does not. */
const refine: Override = ({ zodSchema, jsonSchema }) => {
  if (zodSchema instanceof z.ZodPipe && zodSchema.out instanceof z.ZodNumber) {
    // A number that may come as text, as in a query, is a number all the same.
    delete jsonSchema.anyOf;
    Object.assign(jsonSchema, z.toJSONSchema(zodSchema.out));
  }
  if (zodSchema instanceof z.ZodDiscriminatedUnion) {
    const { discriminator } = zodSchema.def;
    const mapping = zodSchema.options.map((option) => [
      ((option as z.ZodObject).shape[discriminator] as z.ZodLiteral).value,
      `#/components/schemas/${nameOf(option as z.ZodType, 'output')}`,
    ]);
    jsonSchema.discriminator = { propertyName: discriminator, mapping: Object.fromEntries(mapping) };
  }
  // Left out of what is preprocessed, though they say what may be sent.
  const { default: byDefault, examples } = z.globalRegistry.get(zodSchema) ?? {};
  Object.assign(
    jsonSchema,
    byDefault === undefined ? {} : { default: byDefault },
    examples ? { examples } : {},
  );
};

/** Patterns that say "well-formed text" help nobody, and use what few dialects of regular expressions know. */
const WELL_FORMED_TEXT = /\\p\{|\\0/;

/** Of an object with fields under several names, the first names are shown; they are required, unless said otherwise. */
function mergeAliases(schema: JsonSchema): void {
  const { properties = {} } = schema;
  const aliases = Object.entries(properties).filter(([, { aliasOf }]) => aliasOf !== undefined);
  for (const [alias, { aliasOf, isOptional }] of aliases) {
    const field = properties[String(aliasOf)];
    if (field) {
      const known = (field['x-aliases'] ?? []) as string[];
      field['x-aliases'] = [...known, alias];
      if (!isOptional) {
        schema.required = [...new Set([...(schema.required ?? []), String(aliasOf)])];
      }
    }
    delete properties[alias];
  }
  for (const field of Object.values(properties)) {
    const known = field['x-aliases'] as string[] | undefined;
    if (known) {
      field.description = `${field.description ?? ''}; also taken as ${known.map((name) => `\`${name}\``).join(' or ')}`;
    }
  }
}

/** `anyOf` a plain type and null is that type, or null. */
function mergeNull(schema: JsonSchema): void {
  const [first, second] = (schema.anyOf ?? []) as JsonSchema[];
  if (first && second?.type === 'null' && typeof first.type === 'string') {
    const { description, ...plain } = first;
    delete schema.anyOf;
    Object.assign(schema, { description: schema.description ?? description }, plain, {
      type: [first.type, 'null'],
      ...(Array.isArray(first.enum) ? { enum: [...first.enum, null] } : {}),
    });
  }
}

/** What zod says, less what is of no use to readers and generators of clients. */
function tidy(schema: JsonSchema): void {
  delete schema.$schema;
  delete schema.$id;
  delete schema.propertyNames;
  if (schema.additionalProperties === false) {
    // Clients are to bear fields that come to exist.
    delete schema.additionalProperties;
  }
  if (schema.minimum === Number.MIN_SAFE_INTEGER) {
    delete schema.minimum;
  }
  if (schema.maximum === Number.MAX_SAFE_INTEGER) {
    delete schema.maximum;
  }
  if (typeof schema.pattern === 'string' && WELL_FORMED_TEXT.test(schema.pattern)) {
    delete schema.pattern;
  }
  if (schema.contentEncoding === 'base64') {
    delete schema.pattern;
    delete schema.format;
  }
  const values = (schema.enum ?? ('const' in schema ? [schema.const] : [])) as unknown[];
  if (schema.type === 'number' && values.length > 0 && values.every(Number.isInteger)) {
    schema.type = 'integer';
  }
  if (schema.valueNames) {
    schema['x-enum-varnames'] = schema.valueNames;
    delete schema.valueNames;
  }
  mergeNull(schema);
  mergeAliases(schema);
}

/** Every schema inside of a value, the value itself last. */
function tidyAll(value: unknown): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  Object.values(value).forEach(tidyAll);
  if (!Array.isArray(value)) {
    tidy(value as JsonSchema);
  }
}

/** A schema that stands by itself. */
export function jsonSchemaOf(schema: z.ZodType, direction: Direction): JsonSchema {
  const json = JSON.parse(
    JSON.stringify(z.toJSONSchema(schema, { io: direction, override: refine })),
  ) as JsonSchema;
  tidyAll(json);
  return json;
}

/** Every named schema of a direction; where one holds another, it refers to it. */
export function namedJsonSchemas(direction: Direction): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(NAMED_SCHEMAS[direction], {
    io: direction,
    uri: (id) => `#/components/schemas/${id}`,
    override: refine,
  });
  const json = JSON.parse(JSON.stringify(schemas)) as Record<string, JsonSchema>;
  Object.values(json).forEach(tidyAll);
  return json;
}
