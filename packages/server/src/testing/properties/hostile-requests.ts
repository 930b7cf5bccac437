import fc from 'fast-check';
import { type HostileBody, hostileBody } from './hostile-bodies.js';
import { type Credential, credential, headers } from './hostile-headers.js';
import { hostileText, kindOf, knownId, withKnownIds } from './hostile-values.js';
import type { Route } from './routes-of.js';

export interface HostileRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  payload?: string | Buffer;
}

export interface Sketch {
  /** What is printed of it: the request that was made of it says more. */
  [fc.toStringMethod](): string;
  /** Method and declared path; the path is empty for what goes past all routes. */
  route: string;
  credential: Credential;
  request: HostileRequest;
}

const QUERY_NAMES = [
  'page',
  'size',
  'status',
  'id',
  '_id',
  'session_id',
  'avatar_id',
  'name',
  'from',
  'type',
].concat([
  'platform',
  'support_stream',
  'gender',
  'style',
  'language',
  'code',
  '__proto__',
  'id[]',
  'page[a]',
]);
const NUMBERS = [
  '1',
  '2',
  '3',
  '100',
  '101',
  '0',
  '-1',
  '1.5',
  '1e3',
  ' 7 ',
  '2147483648',
  '9007199254740993',
].concat(['99999999999999999999999999', '-99999999999999999999999999', 'NaN', '٣', '0x10', '1,2']);

const queryValue = fc.oneof(fc.constantFrom(...NUMBERS), fc.constantFrom(...NUMBERS), hostileText);
const query = fc.array(fc.tuple(fc.constantFrom(...QUERY_NAMES), queryValue), { maxLength: 4 });
const rawQuery = fc.constantFrom(
  '%',
  '%ff=%ff',
  '&&&',
  '=',
  'id=%00',
  'id=a&id=b&id=c',
  '%5f%5fproto%5f%5f=1',
  '?'.repeat(9),
);

/** Percent-encoded, halves of surrogate pairs too. */
function encoded(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

/** The placeholder for an object's id stays what it is. */
function encodedButIds(text: string): string {
  return text
    .split(/(\uE000id:\d+\uE000)/)
    .map((part) => (part.startsWith('\uE000id') ? part : encoded(part)))
    .join('');
}

const segment = fc.oneof(
  { weight: 5, arbitrary: fc.nat(40).map((n) => `\uE000id:${n}\uE000`) },
  { weight: 4, arbitrary: hostileText.map((text) => encodedButIds(text.slice(0, 900))) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '%',
      '%zz',
      '%ff',
      '..%2f..',
      '%2e%2e',
      'ava.png',
      'en-US-ava.wav',
      'a'.repeat(501),
    ),
  },
);

const otherMethod = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS');
const strayPath = fc.oneof(
  fc.constantFrom(
    '/',
    '/api',
    '/api/',
    '/api/open/v4/',
    '/%',
    '/%ff',
    '/.env',
    '/assets/..%2f..%2fpackage.json',
    '/api/open/v4/liveAvatar/session/',
  ),
  fc.constantFrom(
    '/index.html',
    '/assets/',
    '/rtcx',
    '/console/',
    '/media/',
    '/healthz/',
    '/api/open/v4/liveAvatar/session/LIST',
    '/a'.repeat(3000),
  ),
  segment.map((one) => `/${one}`),
);

/** What the console's own page sends. */
const OWN_PAGE = { host: 'localhost:8080', 'sec-fetch-site': 'same-origin' };

/** Requests to these routes and past them, most of them wrong somewhere. */
export function hostileRequest(routes: readonly Route[]): fc.Arbitrary<Sketch> {
  const target = fc.oneof(
    { weight: 16, arbitrary: fc.constantFrom(...routes) },
    {
      weight: 1,
      arbitrary: fc.record({ method: otherMethod, path: fc.constantFrom(...routes.map(({ path }) => path)) }),
    },
    { weight: 1, arbitrary: fc.record({ method: otherMethod, path: strayPath }) },
  );
  return target.chain(({ method, path }) => {
    const parts = path.split(/(:\w+|\*)/).map((part) => (/^[:*]/.test(part) ? segment : fc.constant(part)));
    const takesBody = !['GET', 'HEAD', 'OPTIONS'].includes(method);
    const body = takesBody ? hostileBody(path) : fc.constant<HostileBody>({ headers: {} });
    return fc
      .record({
        credential,
        path: fc.tuple(...parts).map((all) => all.join('')),
        query: fc.oneof(
          {
            weight: 8,
            arbitrary: query.map((pairs) => pairs.map((pair) => pair.map(encodedButIds).join('=')).join('&')),
          },
          { weight: 1, arbitrary: rawQuery },
          { weight: 5, arbitrary: knownId.map((id) => `id=${id}`) },
        ),
        body,
        headers,
      })
      .map(({ body: { payload, headers: ofBody }, ...made }) => ({
        route: `${method} ${path}`,
        credential: made.credential,
        [fc.toStringMethod]: () => '(see below)',
        request: {
          method,
          // A request names something, if only the root.
          url: made.query === '' ? made.path || '/' : `${made.path}?${made.query}`,
          headers: { ...OWN_PAGE, ...ofBody, ...made.headers },
          ...(payload === undefined ? {} : { payload }),
        },
      }));
  });
}

/** The request as it is sent, now that it is known who calls and which objects there are. */
export function madeReal(
  { route, credential, request }: Sketch,
  known: { credentials: readonly Record<string, string>[]; ids: ReadonlyMap<string, readonly string[]> },
): HostileRequest {
  const { credentials, ids } = known;
  const own = 'of' in credential ? credentials[credential.of % credentials.length] : credential.headers;
  const { payload } = request;
  return {
    ...request,
    url: withKnownIds(request.url, ids, kindOf(route)),
    headers: { ...own, ...request.headers },
    ...(typeof payload === 'string' ? { payload: withKnownIds(payload, ids, kindOf(route)) } : {}),
  };
}
