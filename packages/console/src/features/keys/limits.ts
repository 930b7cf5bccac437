import type { ApiKeyUpdateRequest, ListedKey } from '../../api/keys.js';

/** The limits of a key as a form has them: empty for none. */
export interface KeyFormValues {
  name: string;
  budget_minutes: string;
  max_sessions: string;
  rate_per_minute: string;
}

export const KEY_FIELDS = ['name', 'budget_minutes', 'max_sessions', 'rate_per_minute'] as const;

export const emptyKeyForm: KeyFormValues = {
  name: '',
  budget_minutes: '',
  max_sessions: '',
  rate_per_minute: '',
};

const text = (limit: number | null): string => (limit === null ? '' : String(limit));

export function keyFormOf(key: ListedKey): KeyFormValues {
  return {
    name: key.name,
    budget_minutes: text(key.budget_minutes),
    max_sessions: text(key.max_sessions),
    rate_per_minute: text(key.rate_per_minute),
  };
}

/** A number as the API takes it, null for none; what is no number goes as it is, for the server to complain of. */
function limit(value: string): number | null {
  const trimmed = value.trim();
  const number = Number(trimmed);
  return trimmed === '' ? null : ((Number.isNaN(number) ? trimmed : number) as number);
}

/** What a form changes, as the API takes it; without what stays as it was. */
export function changeOf(before: KeyFormValues, after: KeyFormValues): ApiKeyUpdateRequest {
  const changed = KEY_FIELDS.filter((field) => before[field].trim() !== after[field].trim());
  return Object.fromEntries(
    changed.map((field) => [field, field === 'name' ? after.name.trim() : limit(after[field])]),
  );
}

/** A key that has any limit cannot manage keys. */
export const isLimited = (key: ListedKey): boolean =>
  key.budget_minutes !== null || key.max_sessions !== null || key.rate_per_minute !== null;
