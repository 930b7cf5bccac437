import { EXTRA_CODE } from './constants.js';
import { invalidParameter } from './errors.js';

type TypeName = 'string' | 'number' | 'boolean' | 'object' | 'array' | 'null' | 'element';

/** What a parameter, or a field of one, may be. Rules are tried in the order in which the vendor's SDK tries them. */
export type Rule = {
  name: string;
  types?: readonly TypeName[];
  required?: boolean;
  /** Neither '' nor 0. */
  notEmpty?: boolean;
  instanceOf?: { name: string; is(value: unknown): boolean };
  oneOf?: readonly unknown[];
  min?: number;
  max?: number;
  fields?: readonly Rule[];
};

/** Throws an `RtcError` that names the function and the field, if a value breaks its rule. */
export function check(functionName: string, value: unknown, rule: Rule): void {
  const fail = (extraCode: number, message: string) =>
    invalidParameter(functionName, extraCode, `${rule.name} ${message}`);
  if (value === undefined) {
    if (rule.required) throw fail(EXTRA_CODE.REQUIRED, 'is required');
    return;
  }
  if (rule.types && !rule.types.some((type) => isOf(type, value)))
    throw fail(EXTRA_CODE.WRONG_TYPE, `must be of type ${rule.types.join(' or ')}, not ${typeNameOf(value)}`);
  if (rule.notEmpty && (value === '' || value === 0)) throw fail(EXTRA_CODE.EMPTY, 'must not be empty');
  if (rule.instanceOf && !rule.instanceOf.is(value))
    throw fail(EXTRA_CODE.WRONG_INSTANCE, `must be of class ${rule.instanceOf.name}`);
  if (rule.oneOf && !rule.oneOf.includes(value))
    throw fail(EXTRA_CODE.NOT_ONE_OF, `must be one of ${rule.oneOf.join(', ')}`);
  if (typeof value === 'number') {
    if (rule.min !== undefined && value < rule.min)
      throw fail(EXTRA_CODE.BELOW_MINIMUM, `must be at least ${rule.min}`);
    if (rule.max !== undefined && value > rule.max)
      throw fail(EXTRA_CODE.ABOVE_MAXIMUM, `must be at most ${rule.max}`);
  }
  if (rule.fields && typeof value === 'object' && value !== null) {
    const fields = new Map(Object.entries(value));
    for (const field of rule.fields) check(functionName, fields.get(field.name), field);
  }
}

function isOf(type: TypeName, value: unknown): boolean {
  return type === 'element' ? value instanceof HTMLElement : typeNameOf(value) === type;
}

function typeNameOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
