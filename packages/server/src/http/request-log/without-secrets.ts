import { withoutTokens } from '../../observability/logger.js';

const SECRET_NAME = /secret|password|passwd|token|api_?key|authorization|cookie|user_?sig|private_?key/i;
const USER_IN_URL = /(\w:\/\/)[^\s/@]+@/g;
const MAX_TEXT = 500;
const MAX_ITEMS = 50;
const MAX_DEPTH = 6;
const MAX_SHOWN = 4096;

function shown(value: unknown, secrets: readonly string[], depth: number): unknown {
  if (typeof value === 'string') {
    let text = value.slice(0, MAX_SHOWN);
    for (const secret of secrets) {
      text = text.replaceAll(secret, '[redacted]');
    }
    text = withoutTokens(text).replace(USER_IN_URL, '$1[redacted]@');
    return text.length > MAX_TEXT || value.length > MAX_SHOWN ? `${text.slice(0, MAX_TEXT)}…` : text;
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (depth >= MAX_DEPTH) {
    return '…';
  }
  if (Array.isArray(value)) {
    return value.slice(0, MAX_ITEMS).map((item) => shown(item, secrets, depth + 1));
  }
  const entries = Object.entries(value)
    .slice(0, MAX_ITEMS)
    .map(([name, item]) => [
      String(shown(name, secrets, depth)),
      SECRET_NAME.test(name) && item !== '' && item !== null ? '[redacted]' : shown(item, secrets, depth + 1),
    ]);
  return Object.fromEntries(entries);
}

/**
 * JSON from a client, fit to be shown: without secrets, known by their names, and without these ones wherever
 * they stand; long texts and lists cut off.
 */
export function withoutSecrets(value: unknown, secrets: readonly string[]): unknown {
  const result = shown(value, secrets, 0);
  const size = JSON.stringify(result)?.length ?? 0;
  return size > MAX_SHOWN ? `[too long to be kept: ${size} characters]` : result;
}
