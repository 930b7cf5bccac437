import {
  TRANSCRIPT_PATHS,
  transcriptDeleteQuery,
  transcriptListQuery,
  transcriptQuery,
} from '@avatarium/contract';
import type { FastifyInstance } from 'fastify';
import type { TranscriptService } from '../../transcripts/service.js';
import type { Authenticate } from '../auth.js';
import { success } from '../envelope.js';
import { validate } from '../validate.js';

export function transcriptRoutes(
  app: FastifyInstance,
  deps: { authenticate: Authenticate; transcripts: TranscriptService },
): void {
  const { authenticate, transcripts } = deps;

  app.get(TRANSCRIPT_PATHS.list, async (request) => {
    const { account } = await authenticate(request);
    return success(await transcripts.list(validate(transcriptListQuery, request.query), account.id));
  });

  app.get(TRANSCRIPT_PATHS.one, async (request, reply) => {
    const { account } = await authenticate(request);
    const { sessionId, format } = validate(transcriptQuery, request.query);
    if (format !== 'vtt') {
      return success(await transcripts.read(sessionId, account.id));
    }
    const subtitles = await transcripts.subtitles(sessionId, account.id);
    return reply
      .type('text/vtt; charset=utf-8')
      .header('content-disposition', `attachment; filename="transcript-${sessionId}.vtt"`)
      .send(subtitles);
  });

  app.delete(TRANSCRIPT_PATHS.one, async (request) => {
    const { account } = await authenticate(request);
    const { sessionId } = validate(transcriptDeleteQuery, request.query);
    return success(await transcripts.delete(sessionId, account.id));
  });
}
