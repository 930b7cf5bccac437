import { z } from 'zod';

/** The object that a schema comes down to, its wrappings taken off; null when it is none. */
function objectOf(schema: unknown): z.ZodObject | null {
  if (schema instanceof z.ZodObject) {
    return schema;
  }
  if (schema instanceof z.ZodPipe) {
    return objectOf(schema.in) ?? objectOf(schema.out);
  }
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return objectOf(schema.unwrap());
  }
  return null;
}

/** Fields of a value that its schema does not know, as paths such as `voice_params.pitch`. */
export function unknownFields(schema: z.ZodType, value: unknown, prefix = ''): string[] {
  const shape = objectOf(schema)?.shape;
  if (!shape || typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([name, item]) =>
    Object.hasOwn(shape, name)
      ? unknownFields(shape[name] as z.ZodType, item, `${prefix}${name}.`)
      : [`${prefix}${name}`],
  );
}
