import { z } from 'zod';

/** Clients send "" for "not set" in any optional field. */
export function unsetIfEmpty<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (value === '' || value === null ? undefined : value), schema.optional());
}

/** What can be stored and comes back as it was: no NUL and no half of a surrogate pair. */
export function storableText(maximumLength: number) {
  return z
    .string()
    .max(maximumLength)
    .regex(/^[^\0\p{Cs}]*$/u, 'must be well-formed text without NUL');
}

/** A line of text for people, who want no control characters in it. */
export function lineOfText(maximumLength: number) {
  // One pattern, not two: two would be an `allOf` in the API's description. NUL is a control character, too.
  return z
    .string()
    .max(maximumLength)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not contain control characters');
}

/** A whole number, or its text as in a query string. */
export function wholeNumber(minimum: number, maximum: number) {
  return z
    .union(
      [
        z.number(),
        z
          .string()
          .trim()
          .regex(/^-?\d+$/)
          // A number too large to be exact is large all the same: such a page is empty, not an error.
          .transform((digits) => Math.min(Number(digits), Number.MAX_SAFE_INTEGER)),
      ],
      'must be a whole number',
    )
    .pipe(z.number().int('must be a whole number').min(minimum).max(maximum));
}

/** How many rows a page may have. */
export function pageSize(byDefault: number) {
  return unsetIfEmpty(wholeNumber(1, 100))
    .transform((size) => size ?? byDefault)
    .meta({ description: 'Rows of a page', default: byDefault });
}

/** `page` and `size` of every list. */
export const pageQuery = z.object({
  page: unsetIfEmpty(wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .transform((page) => page ?? 1)
    .meta({ description: 'Which page, from 1', default: 1 }),
  size: pageSize(100),
});

/** Rows before a page; never more than a database can count. */
export function pageOffset(query: { page: number; size: number }): number {
  return Math.min((query.page - 1) * query.size, Number.MAX_SAFE_INTEGER);
}

/**
 * Of a field that is another name of `field`: clients send either, and the first of them that is set counts. The
 * API's description shows `field` alone, and mentions the others there.
 */
export function aliasOf(field: string): { aliasOf: string } {
  return { aliasOf: field };
}

/** The same where the field need not be sent at all. */
export function optionalAliasOf(field: string): { aliasOf: string; isOptional: true } {
  return { aliasOf: field, isOptional: true };
}

/** Ids are 24 hexadecimal characters. */
export const objectId = z
  .string()
  .regex(/^[0-9a-f]{24}$/)
  .meta({ description: '24 hexadecimal characters', examples: ['65f1c0a2b3d4e5f601234567'] });

/** Milliseconds since 1970. */
export const timestampMs = z
  .int()
  .min(0)
  .meta({ description: 'Milliseconds since 1970', format: 'int64', examples: [1800000000000] });

/** The whole number that stands for an account. */
export const uid = z.int().meta({ description: 'Of the account', examples: [100001] });

/** What is wrong with an object, and why. */
export const errorReport = z.object({
  code: z.int().meta({ description: 'Any error code of the API', examples: [1208] }),
  msg: z.string().meta({ description: 'The reason, for people', examples: ['The video cannot be read'] }),
});
