import { availableParallelism } from 'node:os';
import { STREAM_TYPES, wholeNumber } from '@avatarium/contract';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { parseUrlAllowlist } from '../net/allowlist.js';

/** Settings arrive as text from the environment and as JSON values from a file. */
const text = z.union([z.string(), z.number()], 'must be a text').transform(String);

/** `parse` throws an Error whose message says what is wrong. */
function parsed<T>(parse: (value: string) => T) {
  return text.transform((value, context) => {
    try {
      return parse(value);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  });
}

function urlOf(value: string, protocols: string[]): string {
  const url = URL.parse(value);
  if (!url || !protocols.includes(url.protocol)) {
    throw new Error(`must be a URL with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`);
  }
  return value.replace(/\/+$/, '');
}

function udpPorts(value: string): [number, number] {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(value.trim());
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? match?.[1]);
  if (!match || first < 1024 || last > 65_535 || first > last) {
    throw new Error('must be a port or a range of ports from 1024 to 65535, such as 50000-50199');
  }
  return [first, last];
}

function aliases(value: string): Record<string, string> {
  const entries = value
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1 || at === pair.length - 1) {
        throw new Error(`"${pair}" is not of the form alias=avatar_id`);
      }
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    });
  return Object.fromEntries(entries);
}

const PROXY_NAMES = ['loopback', 'linklocal', 'uniquelocal'];

function proxies(value: string): string[] {
  const entries = value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const wrong = entries.find(
    (entry) => !PROXY_NAMES.includes(entry) && !ipaddr.isValid(entry) && !ipaddr.isValidCIDR(entry),
  );
  if (wrong !== undefined) {
    throw new Error(
      `"${wrong}" is no IP address, no range such as 10.0.0.0/8 and none of ${PROXY_NAMES.join(', ')}`,
    );
  }
  return entries;
}

const secretText = (minimum: number, maximum: number) =>
  text.pipe(
    z
      .string()
      .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')
      .min(minimum)
      .max(maximum),
  );

/** A key of somebody else's, which goes into a header. */
const headerText = text.pipe(z.string().regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces'));

/** Agora's app ids, and the certificates that belong to them. */
const agoraId = text.pipe(z.string().regex(/^[0-9a-f]{32}$/i, 'must be 32 hexadecimal characters'));

function names(value: string): string[] {
  return value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/**
 * Every setting, under the name it has in the environment and in the configuration file. `.prefault` values
 * are what an operator would have written.
 */
export const settingsSchema = z.object({
  HOST: text.pipe(z.string().min(1)).prefault('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).prefault(8080),
  PUBLIC_URL: parsed((value) => urlOf(value, ['http:', 'https:'])).optional(),
  TLS_CERT: text.optional(),
  TLS_KEY: text.optional(),
  DATA_DIR: text.pipe(z.string().min(1)).prefault('./data'),
  MODELS_DIR: text.pipe(z.string().min(1)).optional(),
  DATABASE_URL: parsed((value) => {
    urlOf(value, ['postgres:', 'postgresql:']);
    return value;
  }).optional(),
  API_KEY: secretText(24, 24).optional(),
  CLIENT_ID: secretText(16, 24).optional(),
  SECRET_KEY: text.pipe(z.string().min(16)).optional(),
  HTTP_STATUS_MODE: z.enum(['compat', 'strict']).prefault('compat'),
  CORS_ORIGINS: parsed((value) => value.split(',').map((origin) => origin.trim())).prefault('*'),
  TOKEN_TTL_S: wholeNumber(60, 10 * 365 * 86_400).prefault(2_592_000),
  KEY_RATE_PER_MINUTE: wholeNumber(1, 1_000_000).optional(),
  REFUSED_RATE_PER_MINUTE: wholeNumber(1, 1_000_000).prefault(300),
  TRUSTED_PROXIES: parsed(proxies).prefault(''),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).prefault('info'),
  DEFAULT_STREAM_TYPE: z.enum(STREAM_TYPES).prefault('livekit'),
  DEFAULT_DURATION_S: wholeNumber(1, 3600).prefault(600),
  CLIENT_JOIN_TIMEOUT_S: wholeNumber(1, 86_400).prefault(120),
  CLIENT_GONE_TIMEOUT_S: wholeNumber(1, 86_400).prefault(30),
  MAX_SESSIONS: wholeNumber(1, 10_000).prefault(Math.max(1, Math.floor(1.5 * availableParallelism()))),
  MAX_QUEUED: wholeNumber(0, 100_000).prefault(20),
  URL_ALLOWLIST: parsed(parseUrlAllowlist).prefault(''),
  MAX_UPLOAD_MB: wholeNumber(1, 100_000).prefault(500),
  MAX_STORED_MB: wholeNumber(1, 10_000_000).prefault(5000),
  TRANSCRIPT_RETENTION_DAYS: wholeNumber(0, 36_500).prefault(30),
  UNKNOWN_VOICE: z.enum(['fallback', 'reject']).prefault('fallback'),
  AVATAR_ALIASES: parsed(aliases).prefault(''),
  LLM_BASE_URL: parsed((value) => urlOf(value, ['http:', 'https:'])).optional(),
  LLM_API_KEY: headerText.optional(),
  LLM_MODEL: text.optional(),
  TTS_PROVIDER: z.enum(['bundled', 'local', 'openai', 'elevenlabs']).optional(),
  TTS_BASE_URL: parsed((value) => urlOf(value, ['http:', 'https:'])).optional(),
  TTS_API_KEY: headerText.optional(),
  TTS_MODEL: text.optional(),
  TTS_VOICES: parsed(names).optional(),
  TTS_FALLBACK: z.enum(['bundled', 'none']).prefault('bundled'),
  STT_PROVIDER: z.enum(['none', 'local', 'openai', 'openai_realtime']).optional(),
  STT_BASE_URL: parsed((value) => urlOf(value, ['http:', 'https:'])).optional(),
  STT_API_KEY: headerText.optional(),
  STT_MODEL: text.optional(),
  ELEVENLABS_API_KEY: headerText.optional(),
  ELEVENLABS_BASE_URL: parsed((value) => urlOf(value, ['http:', 'https:'])).optional(),
  DEFAULT_BACKGROUND: text.optional(),
  VIDEO_SIZE: z
    .enum(['1280x720', '512x512'])
    .transform((size) => {
      const [width = 0, height = 0] = size.split('x').map(Number);
      return { width, height };
    })
    .prefault('1280x720'),
  VIDEO_FPS: wholeNumber(5, 60).prefault(25),
  VIDEO_CODEC: z.enum(['vp8', 'h264']).prefault('vp8'),
  VIDEO_BITRATE_KBPS: wholeNumber(100, 20_000).prefault(1500),
  LIVEKIT_URL: parsed((value) => urlOf(value, ['ws:', 'wss:', 'http:', 'https:'])).optional(),
  LIVEKIT_API_KEY: text.optional(),
  LIVEKIT_API_SECRET: text.optional(),
  AGORA_APP_ID: agoraId.optional(),
  AGORA_APP_CERTIFICATE: agoraId.optional(),
  TRTC_SDK_APP_ID: wholeNumber(1, 2 ** 32 - 1).optional(),
  TRTC_SECRET_KEY: headerText.optional(),
  BRIDGE_BROWSER: text.optional(),
  AGORA_SDK: text.optional(),
  TRTC_SDK: text.optional(),
  MEDIA_UDP_PORTS: parsed(udpPorts).prefault('50000-50199'),
  MEDIA_ADVERTISE_IP: parsed((value) => {
    if (!z.union([z.ipv4(), z.ipv6()]).safeParse(value).success) {
      throw new Error('must be an IP address');
    }
    return value;
  }).optional(),
});

export type Settings = z.infer<typeof settingsSchema>;

/** Settings that make sense only together, as lists of which none or all are set. */
export const SETTINGS_TOGETHER: (keyof Settings)[][] = [
  ['TLS_CERT', 'TLS_KEY'],
  ['LIVEKIT_URL', 'LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET'],
  ['AGORA_APP_ID', 'AGORA_APP_CERTIFICATE'],
  ['TRTC_SDK_APP_ID', 'TRTC_SECRET_KEY'],
];

/** Settings that do nothing without others. */
export const SETTINGS_NEEDED: Partial<Record<keyof Settings, (keyof Settings)[]>> = {
  AGORA_APP_ID: ['BRIDGE_BROWSER', 'AGORA_SDK'],
  TRTC_SDK_APP_ID: ['BRIDGE_BROWSER', 'TRTC_SDK'],
  AGORA_SDK: ['BRIDGE_BROWSER'],
  TRTC_SDK: ['BRIDGE_BROWSER'],
};
