import type { z } from 'zod';

const KINDS: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** Units of what is counted rather than compared. */
const COUNTED: Record<string, string> = { string: ' characters', array: ' items' };

function bound(issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall>): string {
  const unit = COUNTED[issue.origin ?? ''] ?? '';
  const verb = unit === '' ? 'must be' : 'must have';
  if (issue.code === 'too_big') {
    return `${verb} ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${unit}`;
  }
  return `${verb} ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unit}`;
}

/**
 * What is wrong with a value, in words that follow the name of its field: `must be at most 3600`. For the `error`
 * option of a parse; a schema's own words come before these, and undefined leaves it to zod's.
 */
export const problemWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'too_big':
    case 'too_small':
      return bound(issue);
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(' or ')}`;
    case 'unrecognized_keys':
      return `has fields that are not known: ${issue.keys.join(', ')}`;
    case 'invalid_union':
      return 'is not valid';
    case 'invalid_key':
      return 'has a name that is not valid';
    default:
      return undefined;
  }
};
