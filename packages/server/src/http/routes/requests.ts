import { pageOffset, REQUEST_LOG_PATH, type RequestLogList, requestLogQuery } from '@avatarium/contract';
import type { FastifyInstance } from 'fastify';
import type { Authenticate } from '../auth.js';
import { success } from '../envelope.js';
import type { RequestLog } from '../request-log/request-log.js';
import { validate } from '../validate.js';

export function requestLogRoutes(
  app: FastifyInstance,
  deps: { authenticate: Authenticate; requestLog: RequestLog },
): void {
  app.get(REQUEST_LOG_PATH, async (request) => {
    const { account } = await deps.authenticate(request);
    const query = validate(requestLogQuery, request.query);
    const { count, rows } = deps.requestLog.list(account.id, {
      ...query,
      offset: pageOffset(query),
      limit: query.size,
    });
    return success<RequestLogList>({ count, result: rows });
  });
}
