import { ApiError } from '@avatarium/contract';
import type { z } from 'zod';

function problemOf(issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string } {
  if (issue.code === 'invalid_type' && issue.input === undefined) {
    return { path: issue.path, message: 'is required' };
  }
  // Of alternatives, none fits: the first one's complaint says most when all agree on where it is.
  return { path: issue.path, message: issue.message.replace(/^Invalid input: /, '') };
}

/**
 * The value as its schema has it.
 *
 * @throws ApiError 1003 that names the field
 */
export function validate<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value ?? {}, { reportInput: true });
  if (result.success) {
    return result.data;
  }
  const [issue] = result.error.issues;
  const { path, message } = issue ? problemOf(issue) : { path: [], message: 'is invalid' };
  throw ApiError.parameter(path.length > 0 ? path.join('.') : 'body', message);
}
