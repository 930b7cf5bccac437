import { type AddressInfo, connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokenInvariants } from '../../storage/testing/invariants.js';
import { OPEN_TIMEOUT_MS } from '../../storage/testing/temporary-storage.js';
import { waitUntil } from '../../worker/testing/wait-until.js';
import { API_KEY, openRig, type Rig } from '../api-rig.js';
import { PROPERTY_TIMEOUT_MS, propertyRuns } from './runs.js';

/** Nobody waits this long for the end of a connection, unless it hangs. */
const HANG_MS = 20_000;

const LIST = '/api/open/v4/liveAvatar/session/list';
const CREATE = '/api/open/v4/knowledge/create';
const FILES = '/api/avatarium/v1/files';
const JSON_BODY = '{"name":"raw"}';

const requestLine = fc.oneof(
  fc.constantFrom(
    `POST ${CREATE} HTTP/1.1`,
    `POST ${FILES} HTTP/1.1`,
    `GET ${LIST} HTTP/1.1`,
    `GET ${LIST} HTTP/1.0`,
  ),
  fc.constantFrom(
    `GET http://evil.example${LIST} HTTP/1.1`,
    `GET //evil.example${LIST} HTTP/1.1`,
    'GET // HTTP/1.1',
    'GET //?page=1 HTTP/1.1',
    'GET /api/../../etc/passwd HTTP/1.1',
    'GET /%zz HTTP/1.1',
    'GET /\\..\\ HTTP/1.1',
    'OPTIONS * HTTP/1.1',
    'CONNECT 127.0.0.1:80 HTTP/1.1',
    `TRACE ${LIST} HTTP/1.1`,
    `PROPFIND ${LIST} HTTP/1.1`,
    `NONSENSE ${LIST} HTTP/1.1`,
    `get ${LIST} HTTP/1.1`,
    `GET ${LIST} HTTP/3.0`,
    `GET ${LIST}`,
    `GET ${LIST}?name=\u00ff\u0001 HTTP/1.1`,
    `GET ${LIST}?${'a'.repeat(20_000)} HTTP/1.1`,
    `GET /rtc HTTP/1.1`,
    'PRI * HTTP/2.0',
    '\u0016\u0003\u0001\u0002\u0000\u0001',
    '',
  ),
);

const headerLine = fc.constantFrom(
  `x-api-key: ${API_KEY}`,
  `x-api-key: ${API_KEY}`,
  `x-api-key: ${API_KEY}`,
  'x-api-key: wrong',
  'authorization: Bearer wrong',
  `authorization: Bearer ${API_KEY}`,
  'host: localhost',
  'host: evil.example',
  'content-type: application/json',
  'content-type: multipart/form-data; boundary=x',
  `content-length: ${JSON_BODY.length}`,
  'content-length: 5',
  'content-length: 5000',
  'content-length: -5',
  'content-length: +5',
  'content-length: 5, 5',
  'content-length: 99999999999999999999999',
  'transfer-encoding: chunked',
  'transfer-encoding: chunked, identity',
  'transfer-encoding: xchunked',
  'connection: close',
  'connection: upgrade',
  'upgrade: websocket',
  'expect: 100-continue',
  'expect: 200-nothing',
  'x-avatarium-simulate: code=1104',
  'x-avatarium-simulate: code=1005',
  ' folded: yes',
  'no colon',
  ': no name',
  'name : space',
  'nul: \0',
  `long: ${'x'.repeat(70_000)}`,
  ...Array.from({ length: 3 }, (_, n) => `many-${n}: ${'x,'.repeat(2000)}`),
);

const body = fc.constantFrom(
  '',
  JSON_BODY,
  JSON_BODY.slice(0, 5),
  `${JSON_BODY}GET ${LIST} HTTP/1.1\r\nhost: x\r\n\r\n`,
  `e\r\n${JSON_BODY}\r\n0\r\n\r\n`,
  'zz\r\nx\r\n0\r\n\r\n',
  'ffffffffffffffff\r\nx\r\n',
  '5\r\n{"a":',
  '--x\r\ncontent-disposition: form-data; name="file"\r\n\r\nabc',
  '\0'.repeat(100),
);

const rawRequest = fc
  .tuple(
    requestLine,
    fc.array(headerLine, { maxLength: 7 }),
    fc.constantFrom('\r\n', '\r\n', '\r\n', '\n'),
    body,
  )
  .map(([line, lines, end, rest]) => [line, ...lines, '', rest].join(end));

let rig: Rig;
let port: number;
beforeAll(async () => {
  rig = await openRig({ httpStatusMode: 'strict', rates: { refusedPerAddress: 1_000_000_000 } });
  await rig.app.listen({ host: '127.0.0.1', port: 0 });
  port = (rig.app.server.address() as AddressInfo).port;
}, OPEN_TIMEOUT_MS);
afterAll(() => rig.dispose());

/** Sends it and says that there is no more; null when the connection does not come to an end. */
function converse(bytes: string): Promise<string | null> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes, 'latin1'));
    const timer = setTimeout(() => {
      resolve(null);
      socket.destroy();
    }, HANG_MS);
    socket.on('data', (data) => {
      heard += String(data);
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(heard);
    });
  });
}

/** Every answer in what was heard that is none of ours. */
function wrongIn(heard: string | null): string[] {
  if (heard === null) {
    return ['the connection hangs'];
  }
  const answers = heard.split(/^(?=HTTP\/1\.[01] \d{3} )/m).filter((answer) => answer !== '');
  return answers.filter((answer) => {
    const [, status = '', head = '', text = ''] =
      /^HTTP\/1\.[01] (\d{3})(.*?)\r\n\r\n(.*)$/s.exec(answer) ?? [];
    const isEnvelope = !/content-type: application\/json/i.test(head) || /^\{"code":\d+,"msg":"/.test(text);
    return !/^[1234]/.test(status) || !isEnvelope;
  });
}

describe('bytes on a connection', () => {
  it(
    'are answered or refused, whatever they are, and harm nobody',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(rawRequest, { minLength: 1, maxLength: 3 }), async (requests) => {
          expect(wrongIn(await converse(requests.join('')))).toEqual([]);
        }),
        propertyRuns(150),
      );
      expect(await converse('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
      const left = () =>
        new Promise<number>((resolve) => rig.app.server.getConnections((_error, count) => resolve(count)));
      await waitUntil('no connection is left', async () => (await left()) === 0);
      expect(await brokenInvariants(rig.db, { filesDir: rig.filesDir })).toEqual([]);
    },
    PROPERTY_TIMEOUT_MS,
  );
});
