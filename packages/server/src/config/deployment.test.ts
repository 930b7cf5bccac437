import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadSettings } from './load.js';
import { settingsSchema } from './settings.js';

/** What `deploy/` and docs/production.md say, held against the product that they speak of. */

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const manifest = (path: string) =>
  JSON.parse(read(path)) as {
    version: string;
    engines: { node: string };
    workspaces: string[];
    dependencies?: Record<string, string>;
  };

const SETTINGS = new Set(Object.keys(settingsSchema.shape));
/** The server's own limit on stopping. */
const STOP_LIMIT_S = 5;

const env = (text: string) =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => /^[A-Z]/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
const EXAMPLE = env(read('deploy/.env.example'));
/** The example, filled in as its comments say. */
const FILLED = {
  ...EXAMPLE,
  POSTGRES_PASSWORD: 'c0ffee'.repeat(8),
  SECRET_KEY: 'c0ffee12'.repeat(8),
  API_KEY: 'c0ffee'.repeat(4),
  CLIENT_ID: 'c0ffee12'.repeat(2),
};

interface Service {
  image: string;
  environment: Record<string, string>;
  ports?: string[];
  volumes: string[];
  depends_on?: Record<string, { condition: string }>;
  stop_grace_period?: string;
}
interface Compose {
  services: { avatarium: Service; postgres: Service; caddy: Service };
  volumes: Record<string, null>;
}
const COMPOSE_TEXT = read('deploy/compose.yaml');

const GUIDE = read('docs/production.md');
const namedInGuide = () =>
  [...GUIDE.matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`/g)].map(([, name]) => name ?? '');
/** In Compose the volume and the proxy are what these are for. */
const FOR_ONE_WITHOUT_COMPOSE = ['DATA_DIR', 'TLS_CERT', 'TLS_KEY'];

/** Compose's own substitution: `${NAME}`, `${NAME:-default}`, `${NAME:?message}`. */
function substitute(text: string, values: Record<string, string>): string {
  return text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind: string, rest: string) => {
    const value = values[name] ?? '';
    if (value === '' && kind === '?') throw new Error(`${name} is missing`);
    return value === '' && kind === '-' ? rest : value;
  });
}
const compose = (values: Record<string, string>) => parse(substitute(COMPOSE_TEXT, values)) as Compose;

describe('the compose file', () => {
  const { services, volumes } = compose(FILLED);
  const settings = loadSettings(services.avatarium.environment);

  it('starts a server with settings that exist and are right', () => {
    expect(Object.keys(services.avatarium.environment).filter((name) => !SETTINGS.has(name))).toEqual([]);
    expect(settings).toMatchObject({
      PUBLIC_URL: `https://${EXAMPLE.DOMAIN}`,
      TRUSTED_PROXIES: ['uniquelocal'],
      API_KEY: FILLED.API_KEY,
    });
  });

  it('passes on every setting that the guide names, and leaves alone what is empty', () => {
    const passed = Object.keys(services.avatarium.environment);
    const missing = namedInGuide().filter((name) => SETTINGS.has(name) && !passed.includes(name));
    expect(missing.filter((name) => !FOR_ONE_WITHOUT_COMPOSE.includes(name))).toEqual([]);

    const defaults = loadSettings({});
    const optional = [...COMPOSE_TEXT.matchAll(/^ {6}(\w+): \$\{\1:-\}$/gm)].map(
      ([, name]) => name as string,
    );
    expect(optional.length).toBeGreaterThan(10);
    const emptied = Object.fromEntries(optional.map((name) => [name, '']));
    const unset = loadSettings(compose({ ...FILLED, ...emptied }).services.avatarium.environment);
    for (const name of optional as (keyof typeof defaults)[]) {
      expect(JSON.stringify(unset[name]), name).toBe(JSON.stringify(defaults[name]));
    }
  });

  it('asks for what .env.example explains, and for nothing else', () => {
    const asked = [...COMPOSE_TEXT.matchAll(/\$\{(\w+)/g)].map(([, name]) => name);
    expect([...new Set(asked)].sort()).toEqual(Object.keys(EXAMPLE).sort());
  });

  it.each([
    'DOMAIN',
    'MEDIA_ADVERTISE_IP',
    'CADDY_TLS',
    'POSTGRES_PASSWORD',
    'SECRET_KEY',
    'API_KEY',
    'CLIENT_ID',
  ])('does not start without %s', (name) => {
    expect(() => compose({ ...FILLED, [name]: '' })).toThrow(`${name} is missing`);
  });

  it('publishes the ports that the media server uses, and not the server itself', () => {
    const [first, last] = settings.MEDIA_UDP_PORTS;
    expect(services.avatarium.ports).toEqual([`0.0.0.0:${first}-${last}:${first}-${last}/udp`]);
    expect(compose({ ...FILLED, MEDIA_UDP_PORTS: '' }).services.avatarium.ports).toEqual(
      services.avatarium.ports,
    );
    expect(services.postgres.ports).toBeUndefined();
  });

  it('reaches the database as the database was made', () => {
    const {
      POSTGRES_USER: user,
      POSTGRES_PASSWORD: password,
      POSTGRES_DB: db,
    } = services.postgres.environment;
    expect(settings.DATABASE_URL).toBe(`postgres://${user}:${password}@postgres:5432/${db}`);
  });

  it('stops the server first, and gives it the time it needs', () => {
    expect(services.avatarium.depends_on).toEqual({
      postgres: { condition: 'service_healthy' },
      caddy: { condition: 'service_started' },
    });
    expect(Number.parseInt(services.avatarium.stop_grace_period ?? '', 10)).toBeGreaterThan(STOP_LIMIT_S);
  });

  it('runs images of a fixed version, the server of this one', () => {
    for (const { image } of Object.values(services)) expect(image).toMatch(/:\d+\.\d+/);
    expect(services.avatarium.image).toBe(`avatarium:${manifest('packages/server/package.json').version}`);
    expect(EXAMPLE.AVATARIUM_VERSION).toBe(manifest('packages/server/package.json').version);
  });

  it('mounts files that are there and volumes that it names', () => {
    const sources = Object.values(services).flatMap((service) =>
      service.volumes.map((volume) => volume.split(':', 1).join('')),
    );
    // The certificates are the operator's; Docker makes the folder where there are none.
    for (const path of sources.filter((source) => source.startsWith('.') && source !== './certs')) {
      expect(existsSync(join(ROOT, 'deploy', path)), path).toBe(true);
    }
    expect(sources.filter((source) => !source.startsWith('.')).sort()).toEqual(Object.keys(volumes).sort());
  });
});

describe('the proxy', () => {
  const caddyfile = read('deploy/Caddyfile');

  it('passes on to the port of the server, and keeps its figures to itself', () => {
    expect(caddyfile).toContain(`reverse_proxy {$UPSTREAM:avatarium:${loadSettings({}).PORT}}`);
    expect(caddyfile).toContain('path /metrics');
  });

  it('is told all it asks for', () => {
    const { environment } = compose(FILLED).services.caddy;
    const asked = [...caddyfile.matchAll(/\{\$(\w+)\}/g)].map(([, name]) => name);
    expect([...new Set(asked)].sort()).toEqual(Object.keys(environment).sort());
  });
});

describe('the image', () => {
  const dockerfile = read('Dockerfile').replaceAll('\\\n', ' ');
  const copied = [...dockerfile.matchAll(/^COPY (?:--from=(\w+) )?(.+) \S+$/gm)].map(([, from, sources]) => ({
    from,
    sources: (sources ?? '').split(' '),
  }));

  it('stands on a version of Node that the packages allow', () => {
    const [, major, minor] = /^ARG NODE_IMAGE=node:(\d+)\.(\d+)\.\d+-\w+-slim$/m.exec(dockerfile) ?? [];
    const [, leastMajor, leastMinor] = /^>=(\d+)\.(\d+)$/.exec(manifest('package.json').engines.node) ?? [];
    expect(Number(major) * 1000 + Number(minor)).toBeGreaterThanOrEqual(
      Number(leastMajor) * 1000 + Number(leastMinor),
    );
    const bases = [...dockerfile.matchAll(/^FROM (?:--platform=\S+ )?(\S+)/gm)].map(([, base]) => base);
    expect(new Set(bases)).toEqual(new Set(['$' + '{NODE_IMAGE}']));
  });

  it('installs every workspace, and ships those that the server needs', () => {
    const { workspaces } = manifest('package.json');
    const installed = copied.filter(({ from }) => from === undefined).flatMap(({ sources }) => sources);
    for (const workspace of workspaces) expect(installed).toContain(`${workspace}/package.json`);

    const needed = new Set<string>();
    const add = (workspace: string) => {
      if (needed.has(workspace)) return;
      needed.add(workspace);
      for (const name of Object.keys(manifest(`${workspace}/package.json`).dependencies ?? {})) {
        if (name.startsWith('@avatarium/')) add(`packages/${name.slice('@avatarium/'.length)}`);
      }
    };
    add('packages/server');
    const kept = JSON.parse(/workspaces='([^']+)'/.exec(dockerfile)?.[1] ?? '[]') as string[];
    expect(kept.sort()).toEqual([...needed].sort());
    const shipped = copied.filter(({ from }) => from === 'build').flatMap(({ sources }) => sources);
    for (const workspace of [...needed, 'packages/console'])
      expect(shipped).toContain(`/app/${workspace}/dist`);
  });

  it('copies files that are there', () => {
    const sources = copied.filter(({ from }) => from === undefined).flatMap((copy) => copy.sources);
    expect(sources.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('listens where Docker is told that it listens', () => {
    const { PORT } = loadSettings({});
    expect(dockerfile).toMatch(new RegExp(`^EXPOSE ${PORT}$`, 'm'));
    expect(read('deploy/healthcheck.mjs')).toContain(`PORT = '${PORT}'`);
    expect(dockerfile).toContain(`ARG VERSION=${manifest('packages/server/package.json').version}`);
  });
});

describe('the systemd unit', () => {
  const unit = read('deploy/avatarium.service');

  it('starts what is there, and gives it the time it needs to stop', () => {
    const program = /^ExecStart=\S+ \/opt\/avatarium\/(\S+) serve$/m.exec(unit)?.[1] ?? 'nothing';
    expect(existsSync(join(ROOT, program)), program).toBe(true);
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(STOP_LIMIT_S);
  });

  it.each([
    ['gives no right to anything', unit, []],
    [
      'lets it have port 443 with its two lines',
      unit.replace(/^#(?=\w+=CAP_)/gm, ''),
      ['CAP_NET_BIND_SERVICE'],
    ],
  ])('%s', (_what, text, expected) => {
    for (const name of ['AmbientCapabilities', 'CapabilityBoundingSet']) {
      // An empty assignment takes away what stands before it.
      const assigned = [...text.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value]) => value);
      expect(assigned.slice(assigned.lastIndexOf('') + 1), name).toEqual(expected);
    }
  });
});

describe('the guide to production', () => {
  it('names settings that exist', () => {
    const known = new Set([...SETTINGS, ...Object.keys(EXAMPLE)]);
    expect(namedInGuide().length).toBeGreaterThan(30);
    expect(namedInGuide().filter((name) => !known.has(name))).toEqual([]);
  });

  it('names the ports and defaults that are', () => {
    const { MEDIA_UDP_PORTS, PORT, MAX_UPLOAD_MB, MAX_STORED_MB, REFUSED_RATE_PER_MINUTE } = loadSettings({});
    expect(GUIDE).toContain(`${MEDIA_UDP_PORTS.join('–')}`);
    expect(GUIDE).toContain(`| ${EXAMPLE.MEDIA_UDP_PORTS?.replace('-', '–')}/udp`);
    expect(GUIDE).toContain(`${PORT}/tcp`);
    expect(GUIDE).toContain(`(${MAX_UPLOAD_MB}, ${MAX_STORED_MB} for each account)`);
    expect(GUIDE).toContain(`\`REFUSED_RATE_PER_MINUTE\` (${REFUSED_RATE_PER_MINUTE})`);
  });

  it('links to files that are there', () => {
    const files = [...GUIDE.matchAll(/`((?:deploy|docs)\/[\w./-]+)`/g)].map(([, path]) => path ?? '');
    expect(files.length).toBeGreaterThan(1);
    // The folder of the operator's own certificates is theirs to make.
    expect(files.filter((path) => path !== 'deploy/certs' && !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
