import { AVATARS, KEYS, KNOWLEDGE, SESSIONS, STOCK_AVATAR } from '../contract/paths.js';
import type { Reply } from '../suite/api.js';
import { refuses } from '../suite/expect.js';
import { type Rule, rule, type Section } from '../suite/rule.js';
import type { Run } from '../suite/run.js';

/** Addresses that nobody's media lie at, in forms that lead there: `//` and what follows. */
const PRIVATE: readonly (readonly [what: string, rest: string])[] = [
  ['loopback', '//127.0.0.1/a'],
  ['loopback by name', '//localhost/a'],
  ['loopback in IPv6', '//[::1]/a'],
  ['loopback as one number', '//2130706433/a'],
  ['loopback in octal', '//0177.0.0.1/a'],
  ['loopback, shortened', '//127.1/a'],
  ['IPv4 in IPv6', '//[::ffff:127.0.0.1]/a'],
  ['unspecified', '//0.0.0.0/a'],
  ['unspecified in IPv6', '//[::]/a'],
  ['link-local', '//169.254.169.254/latest/meta-data'],
  ['link-local in IPv6', '//[fe80::1]/a'],
  ['private', '//10.255.255.1/a'],
  ['private', '//172.31.255.1/a'],
  ['private', '//192.168.255.1/a'],
  ['private in IPv6', '//[fd00::1]/a'],
];

/** Where callers hand over URLs, the schemes that belong there, and what is asked with one. */
const PLACES: readonly {
  field: string;
  scheme: string;
  ask(run: Run, url: string): Promise<Reply>;
}[] = [
  {
    field: 'background_url',
    scheme: 'http:',
    ask: (run, background_url) => run.api.post(SESSIONS.create, { avatar_id: STOCK_AVATAR, background_url }),
  },
  {
    field: 'voice_url',
    scheme: 'https:',
    ask: (run, voice_url) => run.api.post(SESSIONS.create, { avatar_id: STOCK_AVATAR, voice_url }),
  },
  {
    field: 'credentials.livekit_url',
    scheme: 'ws:',
    ask: (run, livekit_url) =>
      run.api.post(SESSIONS.create, {
        avatar_id: STOCK_AVATAR,
        stream_type: 'livekit',
        credentials: { livekit_url, livekit_token: ROOM_TOKEN },
      }),
  },
  {
    field: 'url',
    scheme: 'http:',
    ask: (run, url) =>
      run.api.post(AVATARS.create, {
        url,
        avatar_id: 'conformance-private',
        name: 'Private',
        type: 2,
        url_from: 1,
      }),
  },
  {
    field: 'docs',
    scheme: 'https:',
    ask: (run, url) =>
      run.api.post(KNOWLEDGE.create, {
        name: 'conformance private',
        docs: [{ name: 'a.pdf', url, size: 1 }],
      }),
  },
  {
    field: 'urls',
    scheme: 'http:',
    ask: (run, url) => run.api.post(KNOWLEDGE.create, { name: 'conformance private', urls: [url] }),
  },
  {
    field: 'webhook_url',
    scheme: 'https:',
    ask: (run, webhook_url) => run.api.post(KEYS, { name: 'conformance private', webhook_url }),
  },
];

/** A token that names a room and an identity, of nobody's server. */
const ROOM_TOKEN = [
  { alg: 'HS256', typ: 'JWT' },
  { sub: 'avatar', iss: 'nobody', exp: 4_102_444_800, video: { room: 'room', roomJoin: true } },
]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .concat('c2lnbmF0dXJl')
  .join('.');

/** What no field takes. */
const SCHEMES = ['file:///etc/passwd', 'ftp://example.com/a', 'gopher://example.com/a', 'data:text/plain,a'];

const IN_WORDS: Record<string, string> = { url: 'avatar/create url', docs: 'docs[].url', urls: 'urls[]' };

function places(what: string, urls: (scheme: string) => readonly string[]): Rule[] {
  return PLACES.map(({ field, scheme, ask }) =>
    rule(`${IN_WORDS[field] ?? field}: ${what} are refused with 1003 naming it`, async (run) => {
      for (const url of urls(scheme)) {
        refuses(await ask(run, url), 1003, field);
      }
    }),
  );
}

export const urls: Section = {
  title: 'URLs of callers',
  rules: [
    ...places('private addresses', (scheme) => PRIVATE.map(([, rest]) => `${scheme}${rest}`)),
    ...places('other schemes', () => SCHEMES),
  ],
};
