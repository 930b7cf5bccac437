import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { send } from '@fastify/send';
import type { FastifyInstance } from 'fastify';

/** Where pages load the vendors' SDKs and their stand-ins from. */
const SDK_PATH = '/sdk';

const packages = fileURLToPath(new URL('../../../../', import.meta.url));
const NOT_BUILT = 'The stand-ins have not been built: run "npm run build".\n';
const NOT_INSTALLED = "The vendor's SDK is not installed here: its operator sets";

interface SdkFile {
  /** On disk; undefined where the operator has not said. */
  path: string | undefined;
  /** What a reader is told where there is none. */
  absent: string;
}

/** The scripts that there are, by name. */
export function sdkFiles(settings: {
  AGORA_SDK?: string | undefined;
  TRTC_SDK?: string | undefined;
}): Record<string, SdkFile> {
  const standIn = (name: string, file: string): SdkFile => ({
    path: join(packages, name, 'dist', file),
    absent: NOT_BUILT,
  });
  const installed = (setting: 'AGORA_SDK' | 'TRTC_SDK'): SdkFile => ({
    path: settings[setting] && resolve(settings[setting]),
    absent: `${NOT_INSTALLED} ${setting}.\n`,
  });
  return {
    'agora-local.js': standIn('agora-local', 'agora-local.js'),
    'agora-local.mjs': standIn('agora-local', 'agora-local.mjs'),
    'trtc-local.js': standIn('trtc-local', 'trtc-local.js'),
    'trtc-local.mjs': standIn('trtc-local', 'trtc-local.mjs'),
    'agora.js': installed('AGORA_SDK'),
    'trtc.js': installed('TRTC_SDK'),
  };
}

/** Serves the scripts, for pages of any origin: clients' own pages load them. */
export function sdkRoutes(app: FastifyInstance, deps: { sdk: Record<string, SdkFile> }): void {
  const files = new Map(Object.entries(deps.sdk));

  app.get<{ Params: { file: string } }>(`${SDK_PATH}/:file`, async (request, reply) => {
    const file = files.get(request.params.file);
    const absent = () =>
      reply
        .code(404)
        .type('text/plain')
        .header('cache-control', 'no-store')
        .send(file?.absent ?? 'Not found\n');
    if (file?.path === undefined) {
      return absent();
    }
    const name = encodeURIComponent(file.path.slice(dirname(file.path).length + 1));
    const sent = await send(request.raw, `/${name}`, {
      root: dirname(file.path),
      index: false,
      dotfiles: 'allow',
      cacheControl: false,
      contentType: false,
    });
    if (sent.type !== 'file') {
      sent.stream.destroy();
      return absent();
    }
    return reply
      .code(sent.statusCode)
      .headers(sent.headers)
      .type('text/javascript; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(sent.stream);
  });
}
