import type { TRANSCRIPT_PATHS, Transcript } from '@avatarium/contract';
import { type ApiRequest, call } from './client.js';
import { queryOf } from './paths.js';

export type { Transcript, TranscriptEntry } from '@avatarium/contract';

const path: (typeof TRANSCRIPT_PATHS)['one'] = '/api/avatarium/v1/transcript';

export const transcriptRequest = (sessionId: string): ApiRequest => ({
  method: 'GET',
  path: path + queryOf({ session_id: sessionId }),
});

/** What was said in a session so far. */
export const readTranscript = (sessionId: string, signal?: AbortSignal): Promise<Transcript> =>
  call(transcriptRequest(sessionId), signal);

export const deleteTranscript = (sessionId: string): Promise<unknown> =>
  call({ method: 'DELETE', path: path + queryOf({ session_id: sessionId }) });

/** Where the same is to be had as WebVTT. */
export const subtitlesUrl = (sessionId: string): string =>
  path + queryOf({ session_id: sessionId, format: 'vtt' });
