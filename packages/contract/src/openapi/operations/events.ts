import {
  objectId,
  REQUEST_LOG_PATH,
  requestLogList,
  requestLogQuery,
  WEBHOOK_PATHS,
  webhookDelivery,
  webhookDeliveryList,
  webhookDeliveryListQuery,
} from '../../rest/index.js';
import type { Operation } from '../operation.js';

/** What happened: events that were sent out, and requests that came in. */
export const EVENT_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: WEBHOOK_PATHS.deliveries,
    operationId: 'listDeliveries',
    tag: 'Webhooks',
    summary: 'List deliveries',
    authenticated: true,
    query: webhookDeliveryListQuery,
    reply: { data: webhookDeliveryList, description: 'A page of deliveries' },
    errors: [],
  },
  {
    method: 'post',
    path: WEBHOOK_PATHS.retry,
    operationId: 'retryDelivery',
    tag: 'Webhooks',
    summary: 'Send a delivery again, at once',
    authenticated: true,
    pathParameters: { id: { description: '`_id` of the delivery', schema: objectId } },
    reply: { data: webhookDelivery, description: 'The delivery' },
    errors: ['resourceNotFound'],
  },
  {
    method: 'get',
    path: REQUEST_LOG_PATH,
    operationId: 'listRequests',
    tag: 'Sandbox',
    summary: 'List requests',
    description:
      'The last 500 requests of the account: what was sent, what was ignored or filled in, and which documented rule was broken.',
    authenticated: true,
    query: requestLogQuery,
    reply: { data: requestLogList, description: 'A page of requests' },
    errors: [],
  },
];
