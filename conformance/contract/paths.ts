const SESSION = '/api/open/v4/liveAvatar/session';
export const SESSIONS = {
  create: `${SESSION}/create`,
  detail: `${SESSION}/detail`,
  list: `${SESSION}/list`,
  close: `${SESSION}/close`,
} as const;

export const AVATARS = {
  create: '/api/open/v3/avatar/create',
  list: '/api/open/v4/liveAvatar/avatar/list',
  detail: '/api/open/v4/liveAvatar/avatar/detail',
  detailV3: '/api/open/v3/avatar/detail',
  /** The account's own, one by one: an id follows, or stands in the query. */
  own: '/api/avatarium/v1/avatars',
} as const;

export const VOICES = '/api/open/v4/voice/list';
export const VOICES_V3 = '/api/open/v3/voice/list';
export const LANGUAGES = '/api/open/v3/language/list';

const KNOWLEDGE_BASE = '/api/open/v4/knowledge';
export const KNOWLEDGE = {
  list: `${KNOWLEDGE_BASE}/list`,
  create: `${KNOWLEDGE_BASE}/create`,
  detail: `${KNOWLEDGE_BASE}/detail`,
  update: `${KNOWLEDGE_BASE}/update`,
  delete: `${KNOWLEDGE_BASE}/delete`,
  search: '/api/avatarium/v1/knowledge/search',
} as const;

export const TOKEN = '/api/open/v3/getToken';

export const FILES = '/api/avatarium/v1/files';
export const KEYS = '/api/avatarium/v1/keys';
export const DELIVERIES = '/api/avatarium/v1/webhooks/deliveries';
export const REQUESTS = '/api/avatarium/v1/requests';
export const USAGE = '/api/avatarium/v1/usage';
export const TRANSCRIPTS = '/api/avatarium/v1/transcripts';
export const TRANSCRIPT = '/api/avatarium/v1/transcript';
export const TURNS = '/api/avatarium/v1/turns';
export const MODELS = '/api/avatarium/v1/models';

/** Where a vendor's token is the credential. */
export const LOCAL_JOINS = {
  agora: '/api/avatarium/v1/local/agora/join',
  trtc: '/api/avatarium/v1/local/trtc/join',
} as const;

/** Well-formed, and nobody's. */
export const UNKNOWN_ID = '0123456789abcdef01234567';

/** The stock avatar of nearly every sample. */
export const STOCK_AVATAR = 'dvp_Tristan_cloth2_1080P';

/** What wants credentials, as method and path; `:id` stands for an id. */
export const GUARDED: readonly (readonly [method: string, path: string])[] = [
  ['POST', SESSIONS.create],
  ['GET', SESSIONS.detail],
  ['GET', SESSIONS.list],
  ['POST', SESSIONS.close],
  ['POST', AVATARS.create],
  ['GET', AVATARS.list],
  ['GET', AVATARS.detail],
  ['GET', AVATARS.detailV3],
  ['DELETE', `${AVATARS.own}/:id`],
  ['DELETE', AVATARS.own],
  ['GET', `${AVATARS.own}/:id/pack`],
  ['GET', VOICES],
  ['GET', VOICES_V3],
  ['GET', LANGUAGES],
  ['GET', KNOWLEDGE.list],
  ['POST', KNOWLEDGE.create],
  ['GET', KNOWLEDGE.detail],
  ['POST', KNOWLEDGE.update],
  ['DELETE', KNOWLEDGE.delete],
  ['GET', KNOWLEDGE.search],
  ['GET', FILES],
  ['POST', FILES],
  ['DELETE', `${FILES}/:id`],
  ['DELETE', FILES],
  ['GET', KEYS],
  ['POST', KEYS],
  ['GET', `${KEYS}/:id`],
  ['PATCH', `${KEYS}/:id`],
  ['POST', `${KEYS}/:id/rotate`],
  ['DELETE', `${KEYS}/:id`],
  ['GET', DELIVERIES],
  ['POST', `${DELIVERIES}/:id/retry`],
  ['GET', REQUESTS],
  ['GET', USAGE],
  ['GET', TRANSCRIPTS],
  ['GET', TRANSCRIPT],
  ['DELETE', TRANSCRIPT],
  ['GET', TURNS],
  ['GET', MODELS],
];

/** What wants none, or others. */
export const UNGUARDED: typeof GUARDED = [
  ['POST', TOKEN],
  ['POST', LOCAL_JOINS.agora],
  ['POST', LOCAL_JOINS.trtc],
];
