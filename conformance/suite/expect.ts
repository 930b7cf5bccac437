import type { z } from 'zod';
import type { Reply } from './api.js';

/** A rule was broken. */
export class BrokenRule extends Error {
  override readonly name = 'BrokenRule';

  constructor(
    readonly expected: string,
    readonly came: string,
  ) {
    super(`expected ${expected}, came ${came}`);
  }
}

/** A rule that cannot be shown on this server, or by this caller. */
export class NotShown extends Error {
  override readonly name = 'NotShown';
}

/** An answer in a line. */
export function describe(reply: Reply): string {
  return `${reply.method} ${reply.path} → HTTP ${reply.status} ${reply.text || '(nothing)'}`;
}

export function expectThat(condition: unknown, expected: string, came: Reply | string): asserts condition {
  if (!condition) {
    throw new BrokenRule(expected, typeof came === 'string' ? came : describe(came));
  }
}

/** Values as JSON has them. */
export function expectSame(came: unknown, expected: unknown, what: string): void {
  const [left, right] = [JSON.stringify(came), JSON.stringify(expected)];
  expectThat(left === right, `${what}: ${right}`, `${what}: ${left}`);
}

/** The value in the shape that it must have. */
export function shaped<T>(value: unknown, shape: z.ZodType<T>, what: string): T {
  const result = shape.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const [issue] = result.error.issues;
  const at = [what, ...(issue?.path ?? [])].join('.');
  throw new BrokenRule(`${at}: ${issue?.message}`, JSON.stringify(value) ?? 'nothing');
}

/** `data` of a success. @throws BrokenRule */
export function succeeds(reply: Reply): unknown;
export function succeeds<T>(reply: Reply, shape: z.ZodType<T>): T;
export function succeeds(reply: Reply, shape?: z.ZodType): unknown {
  const { code, msg, status, body } = reply;
  const data = (body as { data?: unknown } | undefined)?.data;
  const good = status === 200 && code === 1000 && msg === 'OK' && data !== undefined;
  expectThat(good, 'HTTP 200 with code 1000, msg "OK" and data', reply);
  return shape ? shaped(data, shape, 'data') : data;
}

/** True when a message names a field: as a whole, or by the last part of its path, as a word of its own. */
function names(msg: string, field: string): boolean {
  const last = field.split('.').at(-1) ?? field;
  return new RegExp(`(?<![A-Za-z0-9_])${last}(?![A-Za-z0-9_])`, 'i').test(msg);
}

/** @throws BrokenRule unless the reply is an error with one of these codes, that names the field if one is given */
export function refuses(reply: Reply, codes: number | readonly number[], field?: string): void {
  const wanted = [codes].flat();
  const { code, msg } = reply;
  const good = code !== null && wanted.includes(code) && (field === undefined || names(msg ?? '', field));
  expectThat(good, `code ${wanted.join(' or ')}${field === undefined ? '' : `, msg naming ${field}`}`, reply);
}
