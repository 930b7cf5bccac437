import {
  agoraJoinRequest,
  LOCAL_JOIN_PATHS,
  localJoin,
  SESSION_PATHS,
  session,
  sessionClosed,
  sessionCreateRequest,
  sessionIdRequest,
  sessionList,
  sessionListQuery,
  trtcJoinRequest,
} from '../../rest/index.js';
import type { Operation } from '../operation.js';

const shared = { tag: 'Sessions', authenticated: true } as const;
/** The vendor's token is the credential. */
const joining = {
  tag: 'Sessions',
  authenticated: false,
  method: 'post',
  description:
    "For the stand-ins of the vendors' SDKs, which call this by themselves. Takes no API key: the token of a session with `local: true` is the credential. Answers with a place in the session's LiveKit room. 1101: the token was not made here or has run out; 1003 names the field that does not belong to it; 1216: its session has ended.",
  reply: { data: localJoin, description: 'The way into the room' },
  errors: ['invalidParameter', 'tooManyRequests', 'illegalToken', 'sessionNotFound'],
} as const;

export const SESSION_OPERATIONS: readonly Operation[] = [
  {
    ...shared,
    method: 'post',
    path: SESSION_PATHS.create,
    operationId: 'createSession',
    summary: 'Create a session',
    description: `Puts an avatar into a room. The reply is ready to use: when a worker is free, the avatar is in the room by the time it comes (\`status\` 2), and a client connects with \`credentials\`: those of LiveKit, Agora or TRTC, as \`stream_type\` says. Otherwise the session waits in the queue (\`status\` 1) until it is next; look at its detail.

A session ends by itself \`duration\` seconds after \`status\` 2, or when nobody is in its room for a while.

URLs in the body must be public, or be allowed by the server's \`URL_ALLOWLIST\`; others are error 1003.`,
    body: {
      schema: sessionCreateRequest,
      examples: {
        dialogue: { summary: 'Talk with a built-in avatar', value: { avatar_id: 'ava' } },
        retelling: {
          summary: 'An avatar that says what it is sent, for ten minutes',
          value: { avatar_id: 'ava', mode_type: 1, duration: 600, language: 'en' },
        },
        ownRoom: {
          summary: 'An avatar in a LiveKit room of your own',
          value: {
            avatar_id: 'ava',
            stream_type: 'livekit',
            credentials: {
              livekit_url: 'wss://livekit.example.com',
              livekit_token: 'eyJhbGciOiJIUzI1NiJ9.e30.x',
            },
          },
        },
        agora: {
          summary: "An avatar for a client of Agora's SDK",
          value: { avatar_id: 'ava', stream_type: 'agora' },
        },
      },
    },
    reply: { data: session, description: 'The session' },
    errors: [
      'contentNotFound',
      'resourceNotFound',
      'insufficientCredit',
      'avatarProcessing',
      'busy',
      'knowledgeNotFound',
    ],
  },
  {
    ...shared,
    method: 'get',
    path: SESSION_PATHS.detail,
    operationId: 'getSession',
    summary: 'Get a session',
    description: 'With credentials that are good to enter its room until 60 s after its end.',
    query: sessionIdRequest,
    reply: { data: session, description: 'The session' },
    errors: ['sessionNotFound'],
  },
  {
    ...shared,
    method: 'get',
    path: SESSION_PATHS.list,
    operationId: 'listSessions',
    summary: 'List sessions',
    query: sessionListQuery,
    reply: { data: sessionList, description: 'A page of sessions' },
    errors: [],
  },
  {
    ...shared,
    method: 'post',
    path: SESSION_PATHS.close,
    operationId: 'closeSession',
    summary: 'Close a session',
    description: 'When the reply comes, the avatar has left. Closing twice is no error.',
    body: { schema: sessionIdRequest },
    reply: { data: sessionClosed, description: 'When it was closed' },
    errors: ['sessionNotFound'],
  },
  {
    ...joining,
    path: LOCAL_JOIN_PATHS.agora,
    operationId: 'joinLocalAgora',
    summary: 'Join with the credentials of a local Agora session',
    body: { schema: agoraJoinRequest },
  },
  {
    ...joining,
    path: LOCAL_JOIN_PATHS.trtc,
    operationId: 'joinLocalTrtc',
    summary: 'Join with the credentials of a local TRTC session',
    body: { schema: trtcJoinRequest },
  },
];
