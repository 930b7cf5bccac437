import { ProviderError, type ProviderFault } from '../provider-error.js';

const LONGEST_WORDS = 300;

/** What a vendor says in the body of an error, in the shapes that OpenAI, FastAPI servers and ElevenLabs use. */
export function wordsOf(body: unknown): string {
  if (typeof body === 'string') return body;
  if (Array.isArray(body)) return wordsOf(body[0]);
  if (typeof body !== 'object' || body === null) return '';
  const fields = body as Record<string, unknown>;
  for (const name of ['error', 'detail', 'message', 'msg']) {
    const words = wordsOf(fields[name]);
    if (words !== '') return words;
  }
  return '';
}

/** The vendor's own name of an error, such as `insufficient_quota`; '' for none. */
function codeOf(body: unknown): string {
  const error = (body as { error?: unknown; detail?: unknown } | null)?.error;
  const detail = (body as { detail?: unknown } | null)?.detail;
  const named = (error ?? detail ?? {}) as { code?: unknown; status?: unknown; type?: unknown };
  return [named.code, named.status, named.type].find((name) => typeof name === 'string') ?? '';
}

/** Codes of a 429 that waiting does not cure. */
const SPENT = /insufficient_quota|quota_exceeded|billing/;

function faultOf(status: number, code: string): [ProviderFault, string] {
  if (SPENT.test(code)) return ['refused', 'the credit there is used up'];
  if (status === 401 || status === 403) return ['refused', 'the API key is not accepted'];
  if (status === 402) return ['refused', 'the credit there is used up'];
  if (status === 404) return ['refused', 'there is no such model, voice or address'];
  if (status === 429 || status === 503 || status === 529) return ['busy', 'it is too busy'];
  if (status === 408 || status === 502 || status === 504)
    return ['unreachable', 'it does not answer in time'];
  if (status >= 500) return ['broken', 'it has failed'];
  return ['refused', 'it does not take the request'];
}

/** One line of a vendor's words, without the secret. */
export function quoted(words: string, secret: string | undefined): string {
  const open = secret ? words.replaceAll(secret, '[key]') : words;
  const line = open.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST_WORDS ? `${line.slice(0, LONGEST_WORDS)}…` : line;
}

/** The error that a reply other than 2xx stands for. `text` is its body. */
export function refusal(
  provider: string,
  reply: { status: number; text: string; retryAfter?: string | string[] },
  secret?: string,
): ProviderError {
  let body: unknown = reply.text;
  try {
    body = JSON.parse(reply.text);
  } catch {
    // Plain text.
  }
  // A page of a proxy.
  if (typeof body === 'string' && body.trimStart().startsWith('<')) body = '';
  const [fault, meaning] = faultOf(reply.status, codeOf(body));
  const said = quoted(wordsOf(body), secret);
  const message = `${meaning} (HTTP ${reply.status})${said ? `: ${said}` : ''}`;
  const retryAfterS = Number(reply.retryAfter);
  return new ProviderError(provider, fault, message, retryAfterS >= 0 ? retryAfterS : undefined);
}
