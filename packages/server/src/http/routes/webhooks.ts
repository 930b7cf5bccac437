import {
  ApiError,
  objectId,
  WEBHOOK_PATHS,
  type WebhookDelivery,
  type WebhookDeliveryList,
  webhookDeliveryListQuery,
} from '@avatarium/contract';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../sessions/clock.js';
import type { WebhookDeliveryRow, WebhookStore } from '../../storage/webhook-port.js';
import type { Authenticate } from '../auth.js';
import { success } from '../envelope.js';
import { validate } from '../validate.js';

function presentDelivery(row: WebhookDeliveryRow): WebhookDelivery {
  const settled = row.deliveredAt === null ? 'given_up' : 'delivered';
  return {
    _id: row.id,
    event: row.event,
    url: row.url,
    state: row.nextAttemptAt === null ? settled : 'pending',
    attempts: row.attempts,
    next_attempt_at: row.nextAttemptAt,
    delivered_at: row.deliveredAt,
    last_status: row.lastStatus,
    last_error: row.lastError,
    created_at: row.createdAt,
    payload: row.payload,
  };
}

export interface Webhooks {
  deliveries: WebhookStore;
  /** Has what is due delivered now. */
  wake(): void;
}

export function webhookRoutes(
  app: FastifyInstance,
  deps: { authenticate: Authenticate; webhooks: Webhooks; clock: Clock },
): void {
  const { authenticate, webhooks, clock } = deps;

  app.get(WEBHOOK_PATHS.deliveries, async (request) => {
    const { account } = await authenticate(request);
    const { page, size } = validate(webhookDeliveryListQuery, request.query);
    const offset = Math.min((page - 1) * size, Number.MAX_SAFE_INTEGER);
    const { count, rows } = await webhooks.deliveries.list(account.id, { offset, limit: size });
    return success<WebhookDeliveryList>({ count, result: rows.map(presentDelivery) });
  });

  app.post<{ Params: { id: string } }>(WEBHOOK_PATHS.retry, async (request) => {
    const { account } = await authenticate(request);
    const id = objectId.safeParse(request.params.id);
    const row = id.success ? await webhooks.deliveries.retry(account.id, id.data, clock.nowMs()) : null;
    if (row === null) {
      throw new ApiError('resourceNotFound', 'The delivery does not exist');
    }
    webhooks.wake();
    return success(presentDelivery(row));
  });
}
