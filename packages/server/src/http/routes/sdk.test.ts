import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import cors from '@fastify/cors';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addSecurityHeaders } from '../security-headers.js';
import { sdkFiles, sdkRoutes } from './sdk.js';

let folder: string;
let app: FastifyInstance;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'avatarium-sdk-'));
  writeFileSync(join(folder, 'vendor 1.js'), 'window.AgoraRTC = {};');
  writeFileSync(join(folder, 'secret.txt'), 'hush');
  app = Fastify();
  addSecurityHeaders(app);
  await app.register(cors, { origin: '*' });
  sdkRoutes(app, {
    sdk: {
      ...sdkFiles({ AGORA_SDK: join(folder, 'vendor 1.js') }),
      'trtc-local.js': { path: join(folder, 'not-built.js'), absent: 'run "npm run build"\n' },
    },
  });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

describe('/sdk', () => {
  it('has the script that the operator installed, for pages of every origin', async () => {
    const reply = await get('/sdk/agora.js', { origin: 'https://elsewhere.example' });
    expect(reply).toMatchObject({ statusCode: 200, body: 'window.AgoraRTC = {};' });
    expect(reply.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'no-cache',
    });
    const again = await get('/sdk/agora.js', { 'if-none-match': String(reply.headers.etag) });
    expect(again).toMatchObject({ statusCode: 304, body: '' });
  });

  it('says what to do where a script is missing', async () => {
    expect(await get('/sdk/trtc.js')).toMatchObject({
      statusCode: 404,
      body: expect.stringMatching(/TRTC_SDK/),
    });
    expect(await get('/sdk/trtc-local.js')).toMatchObject({ statusCode: 404, body: /npm run build/ });
  });

  it('has the stand-ins, as scripts and as modules, and nothing else', async () => {
    for (const name of ['agora-local', 'trtc-local']) {
      expect(sdkFiles({})[`${name}.js`]?.path).toMatch(new RegExp(`packages/${name}/dist/${name}\\.js$`));
      expect(sdkFiles({})[`${name}.mjs`]?.path).toMatch(new RegExp(`packages/${name}/dist/${name}\\.mjs$`));
    }
    for (const name of ['secret.txt', 'vendor%201.js', '..%2Fsecret.txt', 'constructor', '__proto__']) {
      expect(await get(`/sdk/${name}`), name).toMatchObject({ statusCode: 404, body: 'Not found\n' });
    }
  });
});
