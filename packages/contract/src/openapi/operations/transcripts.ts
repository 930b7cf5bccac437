import {
  sessionQuery,
  TRANSCRIPT_PATHS,
  TURNS_PATH,
  transcript,
  transcriptDeleted,
  transcriptDeleteQuery,
  transcriptList,
  transcriptListQuery,
  transcriptQuery,
  turnList,
} from '../../rest/index.js';
import type { Operation } from '../operation.js';

const shared = { tag: 'Transcripts', authenticated: true } as const;

export const TRANSCRIPT_OPERATIONS: readonly Operation[] = [
  {
    ...shared,
    method: 'get',
    path: TRANSCRIPT_PATHS.list,
    operationId: 'listTranscripts',
    summary: 'List transcripts',
    description: 'The sessions in which something was said, as long as the server keeps it.',
    query: transcriptListQuery,
    reply: { data: transcriptList, description: 'A page of transcripts' },
    errors: [],
  },
  {
    ...shared,
    method: 'get',
    path: TRANSCRIPT_PATHS.one,
    operationId: 'getTranscript',
    summary: 'Get the transcript of a session',
    description:
      'Every turn, while the session lives and after. A session in which nothing was said, or whose transcript is not kept any more, has none.',
    query: transcriptQuery,
    reply: {
      data: transcript,
      description: 'The transcript',
      orAs: ['text/vtt'],
    },
    errors: ['sessionNotFound'],
  },
  {
    ...shared,
    method: 'delete',
    path: TRANSCRIPT_PATHS.one,
    operationId: 'deleteTranscript',
    summary: 'Delete the transcript of a session',
    description: 'What is said after that, in a session that still lives, is kept again.',
    query: transcriptDeleteQuery,
    reply: { data: transcriptDeleted, description: 'What was deleted' },
    errors: ['sessionNotFound'],
  },
  {
    ...shared,
    method: 'get',
    path: TURNS_PATH,
    operationId: 'listTurns',
    summary: 'Get how long the answers of a session took',
    description:
      'The last turns, each step in milliseconds from the end of what the user said, or from a text’s arrival. The server that runs the session keeps them in memory for a while.',
    query: sessionQuery,
    reply: { data: turnList, description: 'The last turns' },
    errors: ['sessionNotFound'],
  },
];
