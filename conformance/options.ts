import { parseArgs } from 'node:util';
import type { Environment } from './suite/run.js';
import { UsageError } from './suite/usage-error.js';

export const USAGE = `Usage: npm run conformance -- [--only PATTERN] [--json] BASE_URL

Checks over HTTP whether a server keeps the rules of the Live Avatar API, and prints them with pass, fail or skip.
Exit code 0: no rule is broken; 1: some are; 2: the suite could not run.

  --only PATTERN   only the rules whose section or name matches (a regular expression, in any case)
  --json           JSON instead of the table

In the environment:
  API_KEY            required; a key without limits shows most
  CLIENT_ID          of that key; looked up when it is not set
  OTHER_API_KEY      a key of another account, to show that accounts do not see each other
  ROOM_URL, ROOM_TOKEN
                     a LiveKit room that the server can reach, as a caller's own room
  WEBHOOK_RECEIVER   http://HOST:PORT of this machine, that the server may send events to
  ORIGIN             a web origin that the server lets in (https://app.example.com)
`;

export interface Options {
  baseUrl: string;
  only: RegExp | null;
  json: boolean;
  environment: Environment;
}

function urlOf(name: string, value: string, protocols: readonly string[]): URL {
  const url = URL.parse(value);
  if (!url || !protocols.includes(url.protocol)) {
    throw new UsageError(
      `${name}: "${value}" is not a URL with ${protocols.map((one) => `${one}//`).join(' or ')}`,
    );
  }
  return url;
}

/** As it was given: the server has to repeat it. */
function checkedRoomUrl(value: string): string {
  urlOf('ROOM_URL', value, ['ws:', 'wss:', 'http:', 'https:']);
  return value;
}

function patternOf(value: string): RegExp {
  try {
    return new RegExp(value, 'i');
  } catch {
    throw new UsageError(`--only: "${value}" is not a regular expression`);
  }
}

function argumentsOf(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        only: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message.split('\n', 1).join(''));
  }
}

/** `"help"` when that is what was asked for. @throws UsageError */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): Options | 'help' {
  const { values, positionals } = argumentsOf(args);
  if (values.help) {
    return 'help';
  }
  const [base, ...rest] = positionals;
  if (base === undefined) {
    throw new UsageError('which server? npm run conformance -- BASE_URL (--help tells more)');
  }
  if (rest.length > 0) {
    throw new UsageError(`there is no place for "${rest[0]}" (--help tells more)`);
  }
  const url = urlOf('BASE_URL', base, ['http:', 'https:']);
  const set = (name: string) => env[name] || null;
  const apiKey = set('API_KEY');
  if (apiKey === null) {
    throw new UsageError('API_KEY is not set: the suite needs a key of the server');
  }
  const [roomUrl, roomToken] = [set('ROOM_URL'), set('ROOM_TOKEN')];
  if ((roomUrl === null) !== (roomToken === null)) {
    throw new UsageError('ROOM_URL and ROOM_TOKEN go together');
  }
  const receiver = set('WEBHOOK_RECEIVER');
  return {
    baseUrl: `${url.origin}${url.pathname}`.replace(/\/+$/, ''),
    only: values.only === undefined ? null : patternOf(values.only),
    json: values.json,
    environment: {
      apiKey,
      clientId: set('CLIENT_ID'),
      otherApiKey: set('OTHER_API_KEY'),
      room:
        roomUrl === null || roomToken === null ? null : { url: checkedRoomUrl(roomUrl), token: roomToken },
      webhookReceiver: receiver === null ? null : urlOf('WEBHOOK_RECEIVER', receiver, ['http:']),
      origin: set('ORIGIN') ?? 'https://app.example.com',
    },
  };
}
