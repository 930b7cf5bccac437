import type { z } from 'zod';
import { ERRORS, type ErrorName } from '../errors.js';

/** Groups of operations, in the order in which they are shown. */
export const TAGS = {
  Sessions: 'Live conversations: create one, connect to its room, close it.',
  Transcripts: 'What was said in sessions.',
  Avatars: 'Those that came with the server, and those that you make.',
  Voices: 'What avatars speak with.',
  Knowledge: 'What avatars know: texts, documents and web pages.',
  Files: 'Uploads that can stand wherever the API takes a URL of media or of a document.',
  Access: 'Tokens, and the keys of your account.',
  Webhooks:
    'What was sent to your webhook URLs, and what still waits. The events themselves are under *Webhooks*.',
  Sandbox: 'What your client really sent.',
  Media: 'Pictures, videos and sounds, for anybody who knows where they are.',
  Server: 'For whoever runs the server.',
} as const;
export type Tag = keyof typeof TAGS;

/** What a request's body may be. */
export interface RequestBody {
  /** Of JSON; none for an upload. */
  schema: z.ZodType | 'upload';
  /** True when it may be left out. */
  optional?: boolean;
  /** By name. */
  examples?: Readonly<Record<string, { summary: string; value: unknown }>>;
}

/** What comes back when all is well: the envelope around `data`, or something outside of the envelope. */
export type Reply =
  | {
      data: z.ZodType;
      description: string;
      /** Fields beside the envelope's. */
      beside?: z.ZodObject;
      /** Content types that it comes as instead, when asked for. */
      orAs?: readonly string[];
    }
  | {
      contentTypes: readonly string[];
      schema?: z.ZodType;
      description: string;
      alsoStatus?: Readonly<Record<number, string>>;
    };

/** One thing that the API does: all there is to know about its route. */
export interface Operation {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** With parameters as the server's router has them, e.g. `/api/avatarium/v1/keys/:id`. */
  path: string;
  operationId: string;
  tag: Tag;
  summary: string;
  /** Markdown. */
  description?: string;
  /** True when it takes an API key or a token, and then the simulation header too. */
  authenticated: boolean;
  /** What stands for each parameter of the path. */
  pathParameters?: Readonly<Record<string, { description: string; schema: z.ZodType }>>;
  query?: z.ZodType;
  /** True when what the query requires may stand in the body instead. */
  queryOptional?: boolean;
  body?: RequestBody;
  reply: Reply;
  /** Errors of its own: those that come with credentials, and 1218, go without saying. */
  errors: readonly ErrorName[];
}

/** Errors of every reply in the envelope, and of every call that takes credentials. */
const EVERY_CALL: readonly ErrorName[] = ['processingError'];
const EVERY_CALLER: readonly ErrorName[] = [
  'invalidParameter',
  'tooManyRequests',
  'illegalToken',
  'tokenEmpty',
  'accountBlocked',
];

/** Every error that an operation can answer with, by code; none outside of the envelope, for callers nobody asks for. */
export function errorsOf(operation: Operation): ErrorName[] {
  if (!('data' in operation.reply) && !operation.authenticated) {
    return [];
  }
  const names = [...EVERY_CALL, ...(operation.authenticated ? EVERY_CALLER : []), ...operation.errors];
  return [...new Set(names)].sort((a, b) => ERRORS[a].code - ERRORS[b].code);
}
