import { SIMULATE_HEADER } from '@avatarium/contract';
import fc from 'fast-check';

const HEADERS: Record<string, fc.Arbitrary<string>> = {
  host: fc.constantFrom(
    'localhost:8080',
    'localhost:99999',
    '999.999.999.999',
    '[:::]',
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
/** Headers beside those of credentials and body. */
export const headers: fc.Arbitrary<Record<string, string>> = fc.oneof(
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

/** Which of the test's own credentials a request carries; the rest are headers as they stand. */
export type Credential = { of: number } | { headers: Record<string, string> };

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
export const credential: fc.Arbitrary<Credential> = fc.oneof(
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
