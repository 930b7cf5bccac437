import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Download } from '../catalogue.js';
import { PullError } from './errors.js';
import { askText, shown } from './http.js';

/** Where package managers on this machine look. */
export interface PackageIndexes {
  /** Simple repository API of Python packages (PEP 503, PEP 691). */
  python: string;
  npm: string;
}

/** As pip and npm are told by the environment and by .npmrc; else the public ones. */
export function packageIndexes(environment: NodeJS.ProcessEnv): PackageIndexes {
  const npm =
    environment.npm_config_registry ?? environment.NPM_CONFIG_REGISTRY ?? registryOfNpmrc(environment);
  return {
    python: environment.PIP_INDEX_URL?.trim() || 'https://pypi.org/simple',
    npm: npm?.trim() || 'https://registry.npmjs.org',
  };
}

function registryOfNpmrc(environment: NodeJS.ProcessEnv): string | undefined {
  const own = environment.npm_config_userconfig ?? join(homedir(), '.npmrc');
  for (const file of [join(process.cwd(), '.npmrc'), own]) {
    try {
      const [, registry] = /^\s*registry\s*=\s*(\S+)\s*$/m.exec(readFileSync(file, 'utf8')) ?? [];
      if (registry) return registry;
    } catch {
      // There is none.
    }
  }
  return undefined;
}

/** The address of a download. @throws PullError when an index does not have it */
export async function addressOf(
  download: Download,
  indexes: PackageIndexes,
  signal?: AbortSignal,
): Promise<string> {
  if (download.url) return download.url;
  if (download.wheel) return await addressOfWheel(download.wheel, download.file, indexes.python, signal);
  return await addressOfTarball(download.npm ?? '', indexes.npm, signal);
}

const JSON_INDEX = 'application/vnd.pypi.simple.v1+json';

async function addressOfWheel(
  wheel: string,
  file: string,
  index: string,
  signal?: AbortSignal,
): Promise<string> {
  const [name = ''] = wheel.split('==');
  const page = `${index.replace(/\/+$/, '')}/${name.toLowerCase().replace(/[-_.]+/g, '-')}/`;
  const { text, type, url } = await askText(page, `${JSON_INDEX}, text/html;q=0.5`, signal);
  const address = type.includes('json') ? fromJson(text, file) : fromHtml(text, file);
  if (!address) throw new PullError(`${shown(page)}: does not list ${file}`);
  return withLogin(new URL(address, url).href, index);
}

function fromJson(text: string, file: string): string | undefined {
  try {
    const { files }: { files: { filename: string; url: string }[] } = JSON.parse(text);
    return files.find(({ filename }) => filename === file)?.url;
  } catch {
    return undefined;
  }
}

function fromHtml(text: string, file: string): string | undefined {
  for (const [, href = ''] of text.matchAll(/<a\b[^>]*\bhref\s*=\s*["']([^"']+)["']/gi)) {
    const plain = href.replaceAll('&amp;', '&');
    if (plain.split(/[?#]/)[0]?.endsWith(`/${file}`) || plain.split(/[?#]/)[0] === file) return plain;
  }
  return undefined;
}

async function addressOfTarball(npm: string, registry: string, signal?: AbortSignal): Promise<string> {
  const at = npm.lastIndexOf('@');
  const page = `${registry.replace(/\/+$/, '')}/${npm.slice(0, at).replace('/', '%2f')}/${npm.slice(at + 1)}`;
  const { text } = await askText(page, 'application/json', signal);
  let tarball: unknown;
  try {
    tarball = JSON.parse(text)?.dist?.tarball;
  } catch {
    // Said below.
  }
  if (typeof tarball !== 'string') throw new PullError(`${shown(page)}: names no package`);
  return withLogin(tarball, registry);
}

/** Files on the index's own host are asked for with the index's login. */
function withLogin(address: string, index: string): string {
  const target = new URL(address);
  const { host, username, password } = new URL(index);
  if (target.host === host && !target.username) {
    target.username = username;
    target.password = password;
  }
  return target.href;
}
