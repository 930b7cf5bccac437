import { TEST_API_KEY } from '../../tests/support/server-process.js';
import type { Answer, Call, Fault } from './faulty-proxy.js';

type Body = Record<string, unknown> & { data?: unknown };

/** Changes the parsed body of answers to a path. */
function changing(path: RegExp, change: (body: Body, call: Call) => void): Fault {
  return {
    answer(answer, call) {
      if (path.test(call.url)) {
        const body = JSON.parse(answer.text) as Body;
        change(body, call);
        answer.text = JSON.stringify(body);
      }
    },
  };
}

/** The same for `data` of successes. */
function changingData(path: RegExp, change: (data: Record<string, unknown>, call: Call) => void): Fault {
  return changing(path, (body, call) => {
    if (body.code === 1000) {
      change(body.data as Record<string, unknown>, call);
    }
  });
}

/** Puts other claims into a token, whose signature nobody here looks at. */
function changingToken(change: (claims: { exp: number; video: Record<string, unknown> }) => void): Fault {
  return changingData(/session\/(create|detail)/, ({ credentials }) => {
    const sent = credentials as Record<string, string>;
    if (sent.livekit_token === undefined) {
      return;
    }
    const [header, payload, signature] = sent.livekit_token.split('.');
    const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString());
    change(claims);
    const changed = Buffer.from(JSON.stringify(claims)).toString('base64url');
    sent.livekit_token = `${header}.${changed}.${signature}`;
  });
}

const answering = (body: object): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  text: JSON.stringify(body),
});

/** Faults, the rules that are run against each, and those of them that must show it. */
export const FAULTS: readonly { fault: string; only: string; broken: string; by: Fault }[] = [
  {
    fault: 'msg is "ok"',
    only: 'a success is HTTP 200',
    broken: 'a success is HTTP 200',
    by: changing(/list/, (body) => {
      body.msg = 'ok';
    }),
  },
  {
    fault: 'close answers without data',
    only: 'takes the id as id$',
    broken: 'takes the id as id',
    by: changing(/close/, (body) => {
      delete body.data;
    }),
  },
  {
    fault: 'replies are called text/html',
    only: 'content type application/json',
    broken: 'content type application/json',
    by: {
      answer(answer) {
        answer.headers['content-type'] = 'text/html';
      },
    },
  },
  {
    fault: 'a missing credential is HTTP 401 where all else is 200',
    only: 'errors have HTTP 200',
    broken: 'errors have HTTP 200',
    by: {
      answer(answer) {
        if (answer.text.includes('1102')) {
          answer.status = 401;
        }
      },
    },
  },
  {
    fault: 'pages of other origins may not read',
    only: 'pages of other origins',
    broken: 'pages of other origins',
    by: {
      answer(answer) {
        delete answer.headers['access-control-allow-origin'];
      },
    },
  },
  {
    fault: 'x-api-key wins over Authorization',
    only: 'wrong Authorization wins',
    broken: 'wrong Authorization wins',
    by: {
      call({ headers }) {
        if (headers['x-api-key']) {
          delete headers.authorization;
        }
        return undefined;
      },
    },
  },
  {
    fault: 'a call of usage needs no credentials',
    only: 'without credentials every call',
    broken: 'without credentials every call',
    by: {
      call({ url, headers }) {
        return url.startsWith('/api/avatarium/v1/usage') && headers['x-api-key'] === undefined
          ? answering({ code: 1000, msg: 'OK', data: {} })
          : undefined;
      },
    },
  },
  {
    fault: 'sessions have a uid of their own',
    only: 'uid is the same',
    broken: 'uid is the same',
    by: changingData(/session\/create/, (data) => {
      data.uid = Number(data.uid) + 1;
    }),
  },
  {
    fault: 'the token is in data alone',
    only: 'token at the top level',
    broken: 'token at the top level',
    by: changing(/getToken/, (body) => {
      delete body.token;
    }),
  },
  {
    fault: 'a body without a content type is not read',
    only: 'without a content type',
    broken: 'without a content type',
    by: {
      call(call) {
        if (call.headers['content-type'] === undefined) {
          call.body = '';
        }
        return undefined;
      },
    },
  },
  {
    fault: 'errors do not name the field',
    only: '^duration: ',
    broken: '^duration: ',
    by: changing(/create/, (body) => {
      body.msg = body.code === 1000 ? body.msg : 'parameter error';
    }),
  },
  {
    fault: 'created_at is in seconds',
    only: 'nothing but an avatar_id',
    broken: 'nothing but an avatar_id',
    by: changingData(/session\/create/, (data) => {
      data.created_at = Math.floor(Number(data.created_at) / 1000);
    }),
  },
  {
    fault: 'status is a text',
    only: 'shows the session that was made|holds to the original document',
    broken: 'session/detail holds to the original document',
    by: changingData(/session\/detail/, (data) => {
      data.status = String(data.status);
    }),
  },
  {
    fault: 'there is no room name',
    only: 'all five are there',
    broken: 'all five are there',
    by: changingData(/session\/create/, ({ credentials }) => {
      delete (credentials as Record<string, unknown>).livekit_room_name;
    }),
  },
  {
    fault: 'the room token ends with the session',
    only: 'livekit_token is valid until',
    broken: 'livekit_token is valid until',
    by: changingToken((claims) => {
      claims.exp -= 60;
    }),
  },
  {
    fault: 'the room token does not let clients send data',
    only: 'livekit_token allows',
    broken: 'livekit_token allows',
    by: changingToken(({ video }) => {
      video.canPublishData = false;
    }),
  },
  {
    fault: 'sessions of agora have no stream_urls',
    only: 'agora: its credentials',
    broken: 'agora: its credentials',
    by: changingData(/session\/create/, (data) => {
      delete data.stream_urls;
    }),
  },
  {
    fault: 'trtc has the documented names only',
    only: 'trtc: both sets',
    broken: 'trtc: both sets',
    by: changingData(/session\/create/, ({ credentials }) => {
      delete (credentials as Record<string, unknown>).trtc_user_sig;
    }),
  },
  {
    fault: 'the token of agora is for somebody else',
    only: 'agora: the token names',
    broken: 'agora: the token names',
    by: changingData(/session\/create/, ({ credentials }) => {
      const sent = credentials as Record<string, unknown>;
      sent.agora_uid = Number(sent.agora_uid) + 1;
    }),
  },
  {
    fault: 'a token that was changed lets in',
    only: 'trtc: joining with a changed token',
    broken: 'trtc: joining with a changed token',
    by: changing(/local\/trtc\/join/, (body) => {
      Object.assign(body, { code: 1000, msg: 'OK', data: {} });
    }),
  },
  {
    fault: 'closing twice is an error',
    only: 'closing twice',
    broken: 'closing twice',
    by: closingOnce(),
  },
  {
    fault: 'status is no filter',
    only: 'list\\?status=4 has',
    broken: 'list\\?status=4 has',
    by: {
      call(call) {
        call.url = call.url.replace(/status=\d/, '');
        return undefined;
      },
    },
  },
  {
    fault: 'the list of knowledge bases is wrapped',
    only: 'list is an array that has it',
    broken: 'list is an array that has it',
    by: changing(/knowledge\/list/, (body) => {
      body.data = { result: body.data };
    }),
  },
  {
    fault: 'ElevenLabs keys are echoed',
    only: 'elevenlabs_settings are accepted|repeat no secret',
    broken: 'elevenlabs_settings are accepted.*repeat no secret',
    by: echoing(),
  },
  {
    fault: 'private addresses are taken',
    only: '^voice_url: private|no 1218',
    broken: '^voice_url: private',
    by: {
      call({ body }) {
        return body.includes('voice_url')
          ? answering({ code: 1000, msg: 'OK', data: { _id: '0123456789abcdef01234567' } })
          : undefined;
      },
    },
  },
  {
    fault: 'something unexpected happens',
    only: 'list filters by name|no 1218',
    broken: 'list filters by name.*no 1218',
    by: {
      call({ url }) {
        return url.includes('name=conformance')
          ? answering({ code: 1218, msg: 'oops', data: null })
          : undefined;
      },
    },
  },
  {
    fault: 'accounts see each other’s sessions',
    only: 'session is as good as missing: session/detail',
    broken: 'session/detail',
    by: {
      call({ url, headers }) {
        if (url.includes('/session/detail')) {
          headers['x-api-key'] = TEST_API_KEY;
        }
        return undefined;
      },
    },
  },
  {
    fault: 'what was made cannot be removed',
    only: 'a form with a file',
    broken: 'what was made for these rules is removed',
    by: {
      call({ method }) {
        return method === 'DELETE' ? answering({ code: 1009, msg: 'no', data: null }) : undefined;
      },
    },
  },
];

/** What a server may do, and the rules that must not take it for a fault. */
export const LIBERTIES: readonly { liberty: string; only: string; result: string; by: Fault }[] = [
  {
    liberty: 'what the server brings along belongs to nobody',
    only: 'uid is the same',
    result: 'pass',
    by: changing(/avatar\/list|voice\/list/, ({ data }) => {
      for (const one of (data as { result: Record<string, unknown>[] }).result) {
        one.uid = one.from === 3 ? one.uid : 0;
      }
    }),
  },
  {
    liberty: 'figures are kept to the operator',
    only: '/metrics',
    result: 'skipped',
    by: {
      call: ({ url }) =>
        url === '/metrics' ? { status: 404, headers: { 'content-type': 'text/plain' }, text: '' } : undefined,
    },
  },
  {
    liberty: 'there was little to look back on',
    only: 'All replies',
    result: 'skipped',
    by: {},
  },
  {
    liberty: 'calls come too often now and then',
    only: 'a success is HTTP 200',
    result: 'pass',
    by: refusingFirst(),
  },
];

/** The first call is one too many. */
function refusingFirst(): Fault {
  let calls = 0;
  return {
    call: () => (calls++ === 0 ? answering({ code: 1005, msg: 'Too many requests', data: null }) : undefined),
  };
}

/** The second close finds nothing. */
function closingOnce(): Fault {
  const closed = new Set<string>();
  return {
    call({ url, body }) {
      if (!url.endsWith('/close')) {
        return undefined;
      }
      const again = closed.has(body);
      closed.add(body);
      return again ? answering({ code: 1216, msg: 'The session does not exist', data: null }) : undefined;
    },
  };
}

/** Remembers a key that was sent, and shows it with every session. */
function echoing(): Fault {
  let heard = '';
  return {
    call({ body }) {
      heard = /"api_key":"(sk_[^"]*)"/.exec(body)?.[1] ?? heard;
      return undefined;
    },
    answer(answer, { url }) {
      if (url.includes('/session/detail') && heard !== '') {
        answer.text = answer.text.replace('"data":{', `"data":{"elevenlabs":"${heard}",`);
      }
    },
  };
}
