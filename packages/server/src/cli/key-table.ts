import type { ApiKey } from '@avatarium/contract';

const HEADINGS = [
  'ACCOUNT',
  'NAME',
  'ID',
  'CLIENT ID',
  'STATE',
  'MINUTES',
  'SESSIONS',
  'PER MINUTE',
  'WEBHOOK',
];

function minutes(key: ApiKey): string {
  const used = (key.used_seconds / 60).toFixed(1);
  return key.budget_minutes === null ? used : `${used} of ${Number(key.budget_minutes.toFixed(1))}`;
}

/** Keys as a table for people, without anything secret. */
export function keyTable(keys: ApiKey[]): string {
  const rows = keys.map((key) => [
    key.account,
    key.name,
    key._id,
    key.client_id,
    key.disabled ? 'disabled' : 'enabled',
    minutes(key),
    key.max_sessions === null ? '-' : `at most ${key.max_sessions}`,
    key.rate_per_minute === null ? '-' : `at most ${key.rate_per_minute}`,
    key.webhook_url ?? '-',
  ]);
  const lines = [HEADINGS, ...rows];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines
    .map(
      (line) =>
        `${line
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** A key just made, with the secret that is shown this once. */
export function keyWithSecret(key: ApiKey & { api_key?: string }): string {
  return [
    `Key "${key.name}" of account "${key.account}" (${key._id})`,
    `  API key    ${key.api_key}`,
    `  Client id  ${key.client_id}`,
    '  (the API key is shown only now: keep it)',
    '',
  ].join('\n');
}
