import { ApiError, problemWords } from '@avatarium/contract';
import type { z } from 'zod';
import { cut } from './cut.js';
import { noteAccepted, noteBroken } from './request-log/notes.js';
import { unknownFields } from './request-log/unknown-fields.js';

/** Some names are the caller's own, and as long as that pleased. */
const MAX_NAME_CHARS = 200;

function nameOf(path: PropertyKey[]): string {
  return cut(path.join('.'), MAX_NAME_CHARS) || 'body';
}

/**
 * The value as its schema has it. What is wrong or ignored is noted for the request log.
 *
 * @throws ApiError 1003 that names the field
 */
export function validate<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value ?? {}, { error: problemWords });
  if (result.success) {
    for (const field of unknownFields(schema, value)) {
      noteAccepted(field, 'is not known, and ignored');
    }
    return result.data;
  }
  const { issues } = result.error;
  for (const { path, message } of issues) {
    noteBroken(nameOf(path), message);
  }
  const { path, message } = issues[0] ?? { path: [], message: 'is invalid' };
  throw ApiError.parameter(nameOf(path), message);
}
