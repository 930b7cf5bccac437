import { SIMULATE_HEADER } from '@avatarium/contract';
import fc from 'fast-check';
import { type HostileBody, hostileBody } from './hostile-bodies.js';
import { hostileText, withKnownIds } from './hostile-values.js';
import type { Route } from './routes-of.js';

export interface HostileRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  payload?: string | Buffer;
}

/** Which of the test's own credentials a request carries; the rest are headers as they stand. */
export type Credential = { of: number } | { headers: Record<string, string> };

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

const HEADERS: Record<string, fc.Arbitrary<string>> = {
  host: fc.constantFrom(
    'localhost:8080',
    'evil.example',
    '[::1]:1',
    'a b',
    '',
    'x'.repeat(300),
    '127.0.0.1',
    '@',
    '%00',
  ),
  origin: fc.constantFrom('null', 'http://localhost:8080', 'http://evil.example', '\u00ff', 'http://[', ''),
  'x-forwarded-for': fc.constantFrom('127.0.0.1', '::1, 10.0.0.1', 'unknown', ','.repeat(200), '\u00ff'),
  'x-forwarded-proto': fc.constantFrom('https', 'gopher', ''),
  'x-forwarded-host': fc.constantFrom('evil.example', ''),
  'sec-fetch-site': fc.constantFrom('same-origin', 'cross-site', 'none'),
  cookie: fc.constantFrom(
    'avatarium_console=a',
    '=',
    ';;;',
    '__proto__=1',
    'avatarium_console=%ff',
    'a='.repeat(900),
  ),
  range: fc.constantFrom(
    'bytes=0-0',
    'bytes=-1',
    'bytes=9-1',
    'bytes=a',
    'lines=1',
    `bytes=${'0-1,'.repeat(500)}`,
  ),
  'if-none-match': fc.constantFrom('*', '"x"', 'W/'),
  'if-modified-since': fc.constantFrom('yesterday', 'Thu, 01 Jan 1970 00:00:00 GMT'),
  accept: fc.constantFrom('text/html', '*/*', '', 'x'),
  'accept-encoding': fc.constantFrom('gzip', 'identity;q=0'),
  'access-control-request-method': fc.constantFrom('DELETE', 'x'),
  'x-http-method-override': fc.constantFrom('DELETE'),
  'content-length': fc.constantFrom('0', '-1', 'x', '99999999999999999999', '1e3'),
  expect: fc.constantFrom('100-continue'),
  upgrade: fc.constantFrom('websocket', 'h2c'),
  [SIMULATE_HEADER]: fc.oneof(
    fc.constantFrom(
      'code=1215',
      'code=1104, delay=5',
      'delay=30000',
      'fail-after=1',
      'fail-after=0',
      'delay=1e999',
    ),
    fc.constantFrom(
      'code=9',
      'code=1215;code=1104',
      '=',
      '__proto__=1',
      'delay=-1',
      'delay=',
      'x',
      ',;,',
      'code',
    ),
  ),
};
const headers = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.constantFrom(...Object.keys(HEADERS)), { minLength: 1, maxLength: 3 })
      .chain((names) =>
        fc.record(Object.fromEntries(names.map((one) => [one, HEADERS[one] ?? fc.constant('')]))),
      ),
  },
);

const BAD_CREDENTIALS = [
  '',
  ' ',
  'Bearer',
  'Bearer ',
  'bearer  x',
  'Basic eA==',
  'a.b.c',
  'Bearer a.b.c',
  '..',
  'x'.repeat(3000),
].concat(['Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.', 'key-key-key-key-key-0002', '\u00ff', '__proto__']);
const credential: fc.Arbitrary<Credential> = fc.oneof(
  { weight: 12, arbitrary: fc.nat(9).map((of) => ({ of })) },
  {
    weight: 1,
    arbitrary: fc
      .record(
        {
          authorization: fc.constantFrom(...BAD_CREDENTIALS),
          'x-api-key': fc.constantFrom(...BAD_CREDENTIALS),
        },
        { requiredKeys: [] },
      )
      .map((sent) => ({ headers: sent })),
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
          url: made.query === '' ? made.path : `${made.path}?${made.query}`,
          headers: { host: 'localhost:8080', ...ofBody, ...made.headers },
          ...(payload === undefined ? {} : { payload }),
        },
      }));
  });
}

/** The request as it is sent, now that it is known who calls and which objects there are. */
export function madeReal(
  { credential, request }: Sketch,
  known: { credentials: readonly Record<string, string>[]; ids: readonly string[] },
): HostileRequest {
  const { credentials, ids } = known;
  const own = 'of' in credential ? credentials[credential.of % credentials.length] : credential.headers;
  const { payload } = request;
  return {
    ...request,
    url: withKnownIds(request.url, ids),
    headers: { ...own, ...request.headers },
    ...(typeof payload === 'string' ? { payload: withKnownIds(payload, ids) } : {}),
  };
}
