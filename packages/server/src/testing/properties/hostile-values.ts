import fc from 'fast-check';

/** In a text: JSON that no value of JavaScript stands for. */
const RAW = (json: string) => `\uE000raw:${json}\uE000`;
/** In a text: the id of some object that there is by then. */
const KNOWN_ID = (n: number) => `\uE000id:${n}\uE000`;

const NUMBERS = [
  '1e400',
  '-1e400',
  '1e21',
  '-0',
  '0',
  '-1',
  '0.5',
  '1e-9',
  '2147483648',
  '4294967296',
].concat([
  '9007199254740993',
  '9223372036854775808',
  '1e308',
  '3600.0001',
  '100',
  '101',
  '1.0',
  '3600',
  '86400000',
]);

const NASTY_TEXTS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'a\udc00b',
  '\u202e\u2066',
  '\ufeff',
  '\uffff',
  'ﬀ',
  '👩‍👩‍👧',
  'NaN',
  'Infinity',
  'null',
  'undefined',
  'true',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  "'; drop table sessions; --",
  '%',
  '_',
  '\\',
  '%00',
  '../../../../etc/passwd',
  '..\\..\\windows',
  '/',
  '<script>alert(1)</script>',
  '{{7*7}}',
  '\r\nset-cookie: a=b',
  'avatarium:file/',
  'avatarium:file/../../etc/passwd',
  'http://localhost/',
  'https://media.example.invalid/a.png',
  '0123456789abcdef01234567',
  '0123456789ABCDEF01234567',
  '1e3',
  '0x10',
  '٣',
];

const longText = fc
  .tuple(
    fc.constantFrom('x', '9', '\0', 'é', '\ud83d', '%', '/', '.', 'a.'),
    fc.constantFrom(101, 501, 5000, 70_000),
  )
  .map(([character, times]) => character.repeat(times));

/** Texts that somebody might choke on. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NASTY_TEXTS) },
  { weight: 3, arbitrary: fc.nat(40).map(KNOWN_ID) },
  { weight: 1, arbitrary: fc.nat(40).map((n) => `avatarium:file/${KNOWN_ID(n)}`) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.webUrl() },
  { weight: 1, arbitrary: longText },
);

const DEPTHS = [10, 1000, 200_000];

/** Values that do not belong where they are put. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: hostileText },
  { weight: 4, arbitrary: fc.constantFrom(...NUMBERS).map(RAW) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}) },
  { weight: 1, arbitrary: fc.constantFrom(...DEPTHS).map((n) => RAW('['.repeat(n) + ']'.repeat(n))) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...DEPTHS).map((n) => RAW(`${'{"a":'.repeat(n)}1${'}'.repeat(n)}`)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('__proto__', 'constructor').map((name) => RAW(`{"${name}":{"a":1}}`)),
  },
  { weight: 1, arbitrary: fc.constant(RAW(JSON.stringify(Array(2000).fill('x')))) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

/** The id of some object, as often as not of the kind that the path is about. */
export const knownId: fc.Arbitrary<string> = fc.nat(40).map(KNOWN_ID);

/** What a path is about. */
export function kindOf(route: string): string {
  return (
    /session|knowledge|avatar\/|avatars|files|keys|deliveries/
      .exec(route)?.[0]
      .replace('avatar/', 'avatars') ?? ''
  );
}

/** What becomes of a text once it is known which objects there are. */
export function withKnownIds(
  text: string,
  ids: ReadonlyMap<string, readonly string[]>,
  kind: string,
): string {
  const all = [...ids.values()].flat();
  return text.replace(/\uE000id:(\d+)\uE000/g, (_, n) => {
    const pool = Number(n) % 2 === 0 ? (ids.get(kind) ?? []) : all;
    return pool[Math.floor(Number(n) / 2) % Math.max(1, pool.length)] ?? 'none';
  });
}

/** JSON, with what JSON.stringify cannot say. */
export function hostileJson(value: unknown): string {
  return (JSON.stringify(value) ?? '').replace(/"\uE000raw:(.*?)\uE000"/gs, (_, json) =>
    JSON.parse(`"${json}"`),
  );
}
