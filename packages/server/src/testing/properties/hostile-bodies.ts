import { gzipSync } from 'node:zlib';
import { API_KEY_PATHS, AVATAR_PATHS, KNOWLEDGE_PATHS, SESSION_PATHS, TOKEN_PATH } from '@avatarium/contract';
import fc from 'fast-check';
import { API_KEY, CLIENT_ID } from '../api-rig.js';
import { hostileJson, hostileText, hostileValue, knownId } from './hostile-values.js';

type Fields = Record<string, fc.Arbitrary<unknown>>;

const name = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);
const url = fc.nat(9).map((n) => `https://media${n}.example.invalid/a.png`);
const voiceParams = fc.record(
  {
    speed: fc.double({ min: 0.8, max: 1.2 }),
    pron_map: fc.dictionary(hostileText, hostileText, { maxKeys: 3 }),
    stt_language: fc.constantFrom('en', 'de-DE'),
    turn_detection: fc.record({
      type: fc.constantFrom('server_vad', 'semantic_vad'),
      threshold: fc.double({ min: 0, max: 1 }),
    }),
    elevenlabs_settings: fc.record({ api_key: hostileText, stability: fc.double({ min: 0, max: 1 }) }),
  },
  { requiredKeys: [] },
);

const roomName = fc.oneof({ weight: 3, arbitrary: fc.constant('a') }, { weight: 1, arbitrary: hostileText });

/** An access token of somebody's LiveKit, whose claims nobody has checked. */
const roomToken = fc.tuple(roomName, roomName).map(([room, sub]) => {
  const part = (value: unknown) => Buffer.from(hostileJson(value)).toString('base64url');
  return [part({ alg: 'HS256' }), part({ sub, video: { room } }), 'x'].join('.');
});

const knowledge: Fields = {
  name,
  prologue: fc.string(),
  prompt: fc.string(),
  docs: fc.array(
    fc.record(
      { name: fc.constantFrom('a.txt', 'b.pdf', 'c'), url, size: fc.nat() },
      { requiredKeys: ['url'] },
    ),
    { maxLength: 3 },
  ),
  urls: fc.uniqueArray(url, { maxLength: 3 }),
};
const key: Fields = {
  name,
  budget_minutes: fc.constantFrom(null, 0, 1, 0.001, 100_000_000),
  max_sessions: fc.constantFrom(null, 1, 2, 100_000),
  rate_per_minute: fc.constantFrom(null, 1, 1_000_000),
  webhook_url: fc.option(url),
  disabled: fc.boolean(),
};

/** What each path takes, all of it good by itself. */
const GOOD: Record<string, Fields> = {
  [SESSION_PATHS.create]: {
    avatar_id: fc.constantFrom('ava', 'leo', 'dvp_Tristan_cloth2_1080P', 'made-0'),
    duration: fc.oneof(fc.integer({ min: 1, max: 3600 }), fc.double({ min: 1e-6, max: 3600, noNaN: true })),
    voice_id: fc.constantFrom('en-US-ava', 'nobody'),
    voice_url: url,
    language: fc.constantFrom('en', 'en-US'),
    mode_type: fc.constantFrom(1, 2),
    scene_mode: fc.constant('meeting'),
    background_url: url,
    voice_params: voiceParams,
    stream_type: fc.constant('livekit'),
    credentials: fc.record({
      livekit_url: fc.constant('wss://room.example'),
      livekit_token: roomToken,
    }),
  },
  [SESSION_PATHS.close]: { id: knownId, session_id: knownId, _id: knownId },
  [KNOWLEDGE_PATHS.create]: knowledge,
  [KNOWLEDGE_PATHS.update]: { id: knownId, ...knowledge },
  [KNOWLEDGE_PATHS.delete]: { id: knownId },
  [AVATAR_PATHS.create]: {
    url,
    avatar_id: fc.nat(30).map((n) => `made-${n}`),
    name,
    type: fc.constant(2),
    url_from: fc.constantFrom(1, 2),
  },
  [API_KEY_PATHS.all]: key,
  [API_KEY_PATHS.one]: key,
  [TOKEN_PATH]: {
    clientId: fc.constantFrom(CLIENT_ID, 'somebody'),
    clientSecret: fc.constantFrom(API_KEY, 'guessed'),
  },
  '/console/login': { apiKey: fc.constantFrom(API_KEY, 'guessed') },
};
/** Of a path that is not in the table. */
const ANY: Fields = Object.assign({}, ...Object.values(GOOD));

/** Mostly what the path takes, with up to three faults in it. */
function hostileObject(path: string): fc.Arbitrary<unknown> {
  const fields = GOOD[path] ?? ANY;
  const names = [...Object.keys(fields), '__proto__', 'constructor', 'extra'];
  const required = ['id', 'avatar_id', 'name', 'url', 'clientId', 'clientSecret', 'apiKey'].filter(
    (one) => one in fields,
  );
  const faults = fc.array(fc.tuple(fc.constantFrom(...names), hostileValue), { maxLength: 3 });
  return fc
    .tuple(fc.record(fields, { requiredKeys: required }), fc.oneof(fc.constant([]), faults))
    .map(([good, bad]) => {
      // With a plain assignment `__proto__` would not become a field.
      return Object.fromEntries([...Object.entries(good), ...bad]);
    });
}

export interface HostileBody {
  payload?: string | Buffer;
  headers: Record<string, string>;
}

const CONTENT_TYPES = [
  'application/json',
  'text/plain',
  'application/json; charset=utf-16',
  'application/json; charset="',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'application/octet-stream',
  '',
  'x',
  '/',
  'a/b; =;',
  '\u00ff/\u00ff',
];

const typed = fc.constantFrom(...CONTENT_TYPES);

/** What can be done to a text on its way. */
const spoiling: fc.Arbitrary<(json: string) => HostileBody> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constant((json: string) => ({
      payload: json,
      headers: { 'content-type': 'application/json' },
    })),
  },
  {
    weight: 2,
    arbitrary: typed.map((type) => (json: string) => ({ payload: json, headers: { 'content-type': type } })),
  },
  {
    weight: 1,
    arbitrary: fc.nat(30).map((cut) => (json: string) => ({ payload: json.slice(0, -cut), headers: {} })),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<(json: string) => HostileBody>(
      (json) => ({ payload: `\ufeff${json}`, headers: { 'content-type': 'application/json' } }),
      (json) => ({ payload: json.replace('{', '{"name":"first","avatar_id":"leo","id":7,'), headers: {} }),
      (json) => ({
        payload: Buffer.concat([Buffer.from(json.slice(0, -2)), Buffer.from([0xff, 0xfe, 0xc0])]),
        headers: {},
      }),
      (json) => ({
        payload: Buffer.from(json, 'latin1'),
        headers: { 'content-type': 'application/json; charset=latin1' },
      }),
      (json) => ({
        payload: Buffer.from(json, 'utf16le'),
        headers: { 'content-type': 'application/json; charset=utf-16' },
      }),
      (json) => ({
        payload: gzipSync(json),
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      }),
      (json) => ({ payload: `${json}${json}`, headers: {} }),
      (json) => ({ payload: `${json}${' '.repeat(1024 * 1024)}`, headers: {} }),
      (json) => ({ payload: `[${json}]`, headers: {} }),
      (json) => ({ payload: JSON.stringify(json), headers: {} }),
      () => ({ payload: '', headers: { 'content-type': 'application/json' } }),
      () => ({ headers: { 'content-type': 'application/json' } }),
      (json) => ({
        payload: `--x\r\ncontent-disposition: form-data; name="file"; filename="${json.slice(0, 50)}"\r\n\r\nabc\r\n--x--\r\n`,
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
      }),
      (json) => ({
        payload: `--x\r\n${json}`,
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
      }),
    ),
  },
);

/** A body for this path: objects with faults in them, or no JSON at all. */
export function hostileBody(path: string): fc.Arbitrary<HostileBody> {
  const json = fc.oneof(
    { weight: 9, arbitrary: hostileObject(path).map(hostileJson) },
    { weight: 1, arbitrary: hostileValue.map(hostileJson) },
    { weight: 1, arbitrary: hostileText },
  );
  return fc.tuple(json, spoiling).map(([text, spoil]) => spoil(text));
}
