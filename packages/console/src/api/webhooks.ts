import type { WEBHOOK_PATHS, WebhookDelivery, WebhookDeliveryList } from '@avatarium/contract';
import { call } from './client.js';
import { pathTo, queryOf } from './paths.js';

export type { WebhookDelivery, WebhookEvent } from '@avatarium/contract';

const paths: typeof WEBHOOK_PATHS = {
  deliveries: '/api/avatarium/v1/webhooks/deliveries',
  retry: '/api/avatarium/v1/webhooks/deliveries/:id/retry',
};

/** Newest first. */
export const listDeliveries = (
  page: number,
  size: number,
  signal?: AbortSignal,
): Promise<WebhookDeliveryList> =>
  call({ method: 'GET', path: paths.deliveries + queryOf({ page, size }) }, signal);

/** Sends it again at once, to the key's present URL. */
export const retryDelivery = (id: string): Promise<WebhookDelivery> =>
  call({ method: 'POST', path: pathTo(paths.retry, id), body: {} });
