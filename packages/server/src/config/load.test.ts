import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readBackground } from './background.js';
import { requireBridgeFiles } from './bridge-files.js';
import { loadSettings } from './load.js';
import { StartError } from './start-error.js';

const folder = mkdtempSync(join(tmpdir(), 'avatarium-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function configFile(content: string | object): string {
  files += 1;
  const path = join(folder, `${files}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('settings', () => {
  it('have the documented defaults', () => {
    expect(loadSettings({})).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 8080,
      DATA_DIR: './data',
      HTTP_STATUS_MODE: 'compat',
      CORS_ORIGINS: ['*'],
      TOKEN_TTL_S: 2_592_000,
      LOG_LEVEL: 'info',
      DEFAULT_STREAM_TYPE: 'livekit',
      DEFAULT_DURATION_S: 600,
      CLIENT_JOIN_TIMEOUT_S: 120,
      CLIENT_GONE_TIMEOUT_S: 30,
      MAX_QUEUED: 20,
      UNKNOWN_VOICE: 'fallback',
      VIDEO_SIZE: { width: 1280, height: 720 },
      VIDEO_FPS: 25,
      VIDEO_CODEC: 'vp8',
      VIDEO_BITRATE_KBPS: 1500,
      MEDIA_UDP_PORTS: [50000, 50199],
    });
  });

  it('come from the environment first, then from the file', () => {
    const path = configFile({ PORT: 9001, LOG_LEVEL: 'warn', MAX_SESSIONS: '7' });
    const settings = loadSettings({ PORT: '9002', LOG_LEVEL: '' }, path);
    expect(settings).toMatchObject({ PORT: 9002, LOG_LEVEL: 'warn', MAX_SESSIONS: 7 });
  });

  it('take lists and pairs as JSON too', () => {
    const settings = loadSettings(
      {},
      configFile({ CORS_ORIGINS: ['https://a.example', 'https://b.example'], AVATAR_ALIASES: { x: 'ava' } }),
    );
    expect(settings).toMatchObject({
      CORS_ORIGINS: ['https://a.example', 'https://b.example'],
      AVATAR_ALIASES: { x: 'ava' },
    });
    expect(loadSettings({ AVATAR_ALIASES: 'x=ava, y=leo' }).AVATAR_ALIASES).toEqual({ x: 'ava', y: 'leo' });
  });

  it.each([
    ['PORT', '80800'],
    ['PORT', 'http'],
    ['PORT', '80.5'],
    ['PUBLIC_URL', 'example.com'],
    ['HTTP_STATUS_MODE', 'loose'],
    ['LOG_LEVEL', 'loud'],
    ['DEFAULT_DURATION_S', '3601'],
    ['CLIENT_JOIN_TIMEOUT_S', '0'],
    ['MAX_SESSIONS', '-1'],
    ['URL_ALLOWLIST', 'http://nas'],
    ['UNKNOWN_VOICE', 'maybe'],
    ['AVATAR_ALIASES', 'x'],
    ['VIDEO_SIZE', '800x600'],
    ['VIDEO_FPS', '1'],
    ['VIDEO_CODEC', 'av1'],
    ['LIVEKIT_URL', 'localhost:7880'],
    ['MEDIA_UDP_PORTS', '50199-50000'],
    ['MEDIA_UDP_PORTS', 'some'],
    ['MEDIA_ADVERTISE_IP', 'here'],
    ['CLIENT_ID', 'short'],
    ['DEFAULT_STREAM_TYPE', 'zoom'],
    ['AGORA_APP_ID', 'my-app'],
    ['TRTC_SDK_APP_ID', 'my-app'],
  ])('say in one line that %s=%s is wrong', (name, value) => {
    const load = () => loadSettings({ [name]: value });
    expect(load).toThrow(StartError);
    expect(load).toThrow(new RegExp(`^${name}: .*${value}`));
    expect(load).not.toThrow(/\n/);
  });

  it('do not repeat a secret that is wrong', () => {
    expect(() => loadSettings({ API_KEY: 'hush-hush' })).toThrow(/^API_KEY: /);
    expect(() => loadSettings({ API_KEY: 'hush-hush' })).not.toThrow(/hush/);
    for (const name of ['AGORA_APP_CERTIFICATE', 'TRTC_SECRET_KEY']) {
      expect(() => loadSettings({ [name]: 'hush hush' })).toThrow(new RegExp(`^${name}: must be`));
      expect(() => loadSettings({ [name]: 'hush hush' })).not.toThrow(/hush/);
    }
  });

  it('go together where one makes no sense without the other', () => {
    expect(() => loadSettings({ TLS_CERT: 'cert.pem' })).toThrow(
      /^TLS_KEY: must be set too, since TLS_CERT is/,
    );
    expect(() => loadSettings({ LIVEKIT_URL: 'ws://lk', LIVEKIT_API_KEY: 'k' })).toThrow(
      /^LIVEKIT_API_SECRET: /,
    );
  });

  const AGORA = { AGORA_APP_ID: 'a'.repeat(32), AGORA_APP_CERTIFICATE: 'B'.repeat(32) };
  const TRTC = { TRTC_SDK_APP_ID: '1400000001', TRTC_SECRET_KEY: 'key' };

  it.each([
    [{ AGORA_APP_ID: AGORA.AGORA_APP_ID }, /^AGORA_APP_CERTIFICATE: must be set too, since AGORA_APP_ID is/],
    [{ TRTC_SECRET_KEY: 'key' }, /^TRTC_SDK_APP_ID: must be set too, since TRTC_SECRET_KEY is/],
    [AGORA, /^BRIDGE_BROWSER: must be set too, since AGORA_APP_ID is/],
    [{ ...AGORA, BRIDGE_BROWSER: 'chromium' }, /^AGORA_SDK: must be set too, since AGORA_APP_ID is/],
    [{ ...TRTC, BRIDGE_BROWSER: 'chromium', AGORA_SDK: 'x' }, /^TRTC_SDK: must be set too/],
    [{ TRTC_SDK: 'trtc.js' }, /^BRIDGE_BROWSER: must be set too, since TRTC_SDK is/],
  ])("of a vendor's account need the bridge, and it needs a browser: %j", (given, message) => {
    expect(() => loadSettings(given)).toThrow(message);
  });

  it("of both vendors' accounts and the bridge go together", () => {
    const bridge = { BRIDGE_BROWSER: '/usr/bin/chromium', AGORA_SDK: 'agora.js', TRTC_SDK: 'trtc.js' };
    expect(loadSettings({ ...AGORA, ...TRTC, ...bridge })).toMatchObject({
      ...AGORA,
      TRTC_SDK_APP_ID: 1_400_000_001,
      ...bridge,
    });
    expect(loadSettings({ ...bridge, TRTC_SDK: '' })).not.toHaveProperty('AGORA_APP_ID');
  });

  it('of the bridge name files that are there', () => {
    const file = configFile('a script');
    expect(() => requireBridgeFiles({})).not.toThrow();
    expect(() => requireBridgeFiles({ BRIDGE_BROWSER: process.execPath, AGORA_SDK: file })).not.toThrow();
    expect(() => requireBridgeFiles({ BRIDGE_BROWSER: file })).toThrow(
      /^BRIDGE_BROWSER: cannot run .*EACCES/,
    );
    expect(() => requireBridgeFiles({ TRTC_SDK: join(folder, 'none.js') })).toThrow(
      /^TRTC_SDK: cannot read .*ENOENT/,
    );
    expect(() => requireBridgeFiles({ AGORA_SDK: folder })).toThrow(/^AGORA_SDK: .*is not a file/);
  });

  it('come from a file that exists, is JSON, and knows what it says', () => {
    expect(() => loadSettings({}, join(folder, 'none.json'))).toThrow(/^--config: cannot read/);
    expect(() => loadSettings({}, configFile('{'))).toThrow(/is not valid JSON/);
    expect(() => loadSettings({}, configFile('[]'))).toThrow(/one JSON object/);
    expect(() => loadSettings({}, configFile({ PROT: 1 }))).toThrow(/no setting called "PROT"/);
    expect(() => loadSettings({}, configFile({ PORT: true }))).toThrow(/^PORT: /);
  });
});

describe('the default background', () => {
  it('is a soft gradient, a colour, a gradient or a picture', () => {
    expect(readBackground(undefined).kind).toBe('gradient');
    expect(readBackground('#aabbcc')).toEqual({ kind: 'color', color: '#aabbcc' });
    expect(readBackground('#aabbcc, #001122, 45')).toEqual({
      kind: 'gradient',
      from: '#aabbcc',
      to: '#001122',
      angleDeg: 45,
    });
    const picture = configFile('not really a picture');
    expect(readBackground(picture)).toMatchObject({ kind: 'image' });
    expect(() => readBackground('mauve')).toThrow(/^DEFAULT_BACKGROUND: "mauve"/);
  });

  it('takes proxies by address, range or name, and nothing else', () => {
    const { TRUSTED_PROXIES } = loadSettings({ TRUSTED_PROXIES: 'loopback, 10.0.0.0/8,::1' });
    expect(TRUSTED_PROXIES).toEqual(['loopback', '10.0.0.0/8', '::1']);
    expect(loadSettings({}).TRUSTED_PROXIES).toEqual([]);
    expect(() => loadSettings({ TRUSTED_PROXIES: 'caddy' })).toThrow(
      /^TRUSTED_PROXIES: "caddy" is no IP address/,
    );
  });
});
