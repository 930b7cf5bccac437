import { z } from 'zod';
import type { Operation } from '../operation.js';

const media = { method: 'get', tag: 'Media', authenticated: false, errors: [] } as const;
const server = { method: 'get', tag: 'Server', authenticated: false, errors: [] } as const;
const bytes = z.string().describe('The bytes of the file');

/** What stands outside of the envelope. */
export const OUTSIDE_OPERATIONS: readonly Operation[] = [
  {
    ...media,
    path: '/media/avatars/:file',
    operationId: 'getAvatarPicture',
    summary: 'Picture of a built-in avatar',
    pathParameters: {
      file: {
        description: '`avatar_id`, with or without `.png`',
        schema: z.string().meta({ examples: ['ava.png'] }),
      },
    },
    reply: {
      contentTypes: ['image/png'],
      schema: bytes,
      description: 'The picture',
      alsoStatus: { 404: 'There is none' },
    },
  },
  {
    ...media,
    path: '/media/voices/:file',
    operationId: 'getVoicePreview',
    summary: 'Preview of a voice',
    pathParameters: {
      file: { description: '`voice_id`, with or without `.wav`', schema: z.string() },
    },
    reply: {
      contentTypes: ['audio/wav'],
      schema: bytes,
      description: 'The sound',
      alsoStatus: { 404: 'There is none' },
    },
  },
  {
    ...media,
    path: '/media/files/:id',
    operationId: 'getAvatarMedia',
    summary: 'Media of an avatar that you made',
    description:
      'For anybody who has the link, which cannot be guessed. What was uploaded and is not shown by an avatar is not to be had here. Ranges are served.',
    pathParameters: {
      id: { description: 'As `url` and `thumbnailUrl` of the avatar have it', schema: z.string() },
    },
    reply: {
      contentTypes: ['image/*', 'video/*'],
      schema: bytes,
      description: 'The file',
      alsoStatus: {
        206: 'Part of the file',
        304: 'It has not changed',
        404: 'There is none',
        412: 'It has changed',
        416: 'The file has no such part',
      },
    },
  },
  {
    ...media,
    path: '/sdk/:file',
    operationId: 'getSdk',
    summary: "A stand-in of a vendor's SDK",
    description:
      "`agora-local.js` and `trtc-local.js` are for script tags, `agora-local.mjs` and `trtc-local.mjs` for import maps. `agora.js` and `trtc.js` are the vendors' own, where the operator has installed them.",
    pathParameters: {
      file: {
        description: 'Name of the script',
        schema: z.string().meta({ examples: ['agora-local.js'] }),
      },
    },
    reply: {
      contentTypes: ['text/javascript'],
      schema: bytes,
      description: 'The script',
      alsoStatus: { 206: 'Part of it', 304: 'It has not changed', 404: 'There is none' },
    },
  },
  {
    ...server,
    path: '/healthz',
    operationId: 'getHealth',
    summary: 'Whether the server takes sessions',
    reply: {
      contentTypes: ['application/json'],
      schema: z.object({ status: z.enum(['ok', 'stopping']) }),
      description: 'It does',
      alsoStatus: { 503: 'It does not: it is about to stop' },
    },
  },
  {
    ...server,
    path: '/metrics',
    operationId: 'getMetrics',
    summary: 'Metrics for Prometheus',
    reply: {
      contentTypes: ['text/plain'],
      schema: z.string(),
      description: 'In the text format of Prometheus',
    },
  },
  {
    ...server,
    path: '/openapi.json',
    operationId: 'getOpenApi',
    summary: 'This document',
    reply: {
      contentTypes: ['application/json'],
      schema: z.record(z.string(), z.unknown()),
      description: 'OpenAPI 3.1',
      alsoStatus: { 304: 'It has not changed' },
    },
  },
];
