import { describe, expect, it } from 'vitest';
import { check, type Rule } from './checks.js';
import { EXTRA_CODE } from './constants.js';

const rule: Rule = {
  name: 'config',
  types: ['object'],
  required: true,
  fields: [
    { name: 'name', types: ['string'], required: true, notEmpty: true },
    { name: 'fit', types: ['string'], oneOf: ['cover', 'fill'] },
    { name: 'count', types: ['number'], min: 1, max: 10 },
    { name: 'data', instanceOf: { name: 'Date', is: (value) => value instanceof Date } },
    { name: 'option', types: ['object'], fields: [{ name: 'mirror', types: ['boolean', 'null'] }] },
  ],
};

const refusalOf = (value: unknown) => {
  try {
    check('doIt', value, rule);
    return undefined;
  } catch (error) {
    return error;
  }
};
const refused = (extraCode: number, name: string) => ({
  name: 'INVALID_PARAMETER',
  code: 5000,
  extraCode,
  functionName: 'doIt',
  message: expect.stringContaining(`doIt: ${name} `),
});

describe('the check of a parameter', () => {
  it('takes what the rule allows, and fields that it does not know', () => {
    expect(refusalOf({ name: 'a' })).toBeUndefined();
    const whole = { name: 'a', fit: 'fill', count: 10, data: new Date(), option: { mirror: null }, more: 1 };
    expect(refusalOf(whole)).toBeUndefined();
  });

  it('names the function, the field and what is wrong with it', () => {
    expect(refusalOf(undefined)).toMatchObject(refused(EXTRA_CODE.REQUIRED, 'config'));
    expect(refusalOf(null)).toMatchObject(refused(EXTRA_CODE.WRONG_TYPE, 'config'));
    expect(refusalOf([])).toMatchObject(refused(EXTRA_CODE.WRONG_TYPE, 'config'));
    expect(refusalOf({})).toMatchObject(refused(EXTRA_CODE.REQUIRED, 'name'));
    expect(refusalOf({ name: 1 })).toMatchObject(refused(EXTRA_CODE.WRONG_TYPE, 'name'));
    expect(refusalOf({ name: '' })).toMatchObject(refused(EXTRA_CODE.EMPTY, 'name'));
    expect(refusalOf({ name: 'a', fit: 'none' })).toMatchObject(refused(EXTRA_CODE.NOT_ONE_OF, 'fit'));
    expect(refusalOf({ name: 'a', count: 0 })).toMatchObject(refused(EXTRA_CODE.BELOW_MINIMUM, 'count'));
    expect(refusalOf({ name: 'a', count: 11 })).toMatchObject(refused(EXTRA_CODE.ABOVE_MAXIMUM, 'count'));
    expect(refusalOf({ name: 'a', data: 'now' })).toMatchObject(refused(EXTRA_CODE.WRONG_INSTANCE, 'data'));
    expect(refusalOf({ name: 'a', option: { mirror: 1 } })).toMatchObject(
      refused(EXTRA_CODE.WRONG_TYPE, 'mirror'),
    );
  });
});
