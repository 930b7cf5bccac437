import { ERRORS, FIELD_RULES, type LoggedRequest, REQUEST_LOG_PATH, SUCCESS_CODE } from '@avatarium/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Authenticate, credentialOf, isByConsole } from '../auth.js';
import { type RequestNotes, runNoting } from './notes.js';
import type { RequestLog } from './request-log.js';
import { withoutSecrets } from './without-secrets.js';

const MAX_PATH = 500;

export interface Recorder {
  /** The same, taking note of who is calling. */
  recording(authenticate: Authenticate): Authenticate;
}

function ruleOf(field: string | null, code: number): string {
  const documented = field === null ? undefined : FIELD_RULES[field];
  return documented ?? Object.values(ERRORS).find((kind) => kind.code === code)?.message ?? '';
}

/** What is wrong, from what was noted or else from what was answered. */
function brokenRules({ broken, reply }: RequestNotes): LoggedRequest['broken'] {
  if (reply === null || reply.code === SUCCESS_CODE) {
    return [];
  }
  const { code, msg } = reply;
  const [, field = null, problem = msg] =
    code === ERRORS.invalidParameter.code ? (/^([\w.-]+): (.*)$/s.exec(msg) ?? []) : [];
  const all = broken.length > 0 ? broken : [{ field, problem }];
  return all.map((one) => ({ ...one, rule: ruleOf(one.field, code) }));
}

/** What the console looks up by itself would drown what clients do. */
function isWorthKeeping(request: FastifyRequest): boolean {
  return request.routeOptions.url !== REQUEST_LOG_PATH && !(request.method === 'GET' && isByConsole(request));
}

function entryOf(request: FastifyRequest, reply: FastifyReply, notes: RequestNotes): LoggedRequest {
  const credential = credentialOf(request);
  const secrets = credential === null ? [] : [credential];
  const { body } = request;
  return {
    id: request.id,
    time: notes.timeMs,
    method: request.method,
    path: String(withoutSecrets(request.url.split('?', 1).join('').slice(0, MAX_PATH), secrets)),
    query: { ...(withoutSecrets({ ...(request.query as object) }, secrets) as object) },
    body: typeof body === 'object' ? withoutSecrets(body, secrets) : null,
    status: reply.statusCode,
    code: notes.reply?.code ?? null,
    msg: notes.reply === null ? null : String(withoutSecrets(notes.reply.msg, secrets)),
    ms: Math.round(reply.elapsedTime * 10) / 10,
    key: notes.caller?.key.name ?? '',
    accepted: notes.accepted,
    broken: brokenRules(notes),
  };
}

/** Has every request of a known caller end up in the log. To be called before the routes are added. */
export function recordRequests(app: FastifyInstance, log: RequestLog, nowMs: () => number): Recorder {
  const notesOf = new WeakMap<FastifyRequest, RequestNotes>();
  app.addHook('preHandler', (request, _reply, done) => {
    const notes: RequestNotes = { timeMs: nowMs(), caller: null, accepted: [], broken: [], reply: null };
    notesOf.set(request, notes);
    runNoting(notes, done);
  });
  app.addHook('preSerialization', async (request, _reply, payload) => {
    const notes = notesOf.get(request);
    const { code, msg } = (payload ?? {}) as { code?: unknown; msg?: unknown };
    if (notes && typeof code === 'number') {
      notes.reply = { code, msg: String(msg) };
    }
    return payload;
  });
  app.addHook('onResponse', async (request, reply) => {
    const notes = notesOf.get(request);
    if (notes?.caller && isWorthKeeping(request)) {
      log.add(notes.caller.account.id, entryOf(request, reply, notes));
    }
  });
  return {
    recording: (authenticate) => async (request) => {
      const caller = await authenticate(request);
      const notes = notesOf.get(request);
      if (notes) {
        notes.caller = caller;
      }
      return caller;
    },
  };
}
