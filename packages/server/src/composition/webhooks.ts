import { guardedPost } from '../net/index.js';
import { WebhookCourier } from '../webhooks/courier.js';
import type { Foundations } from './foundations.js';

/** How long a receiver may take to answer. */
const TIMEOUT_MS = 10_000;

/** What delivers events to webhooks; it has not started yet. */
export function createCourier({ settings, storage, clock, log, box, workerId }: Foundations): WebhookCourier {
  const allowlist = settings.URL_ALLOWLIST;
  return new WebhookCourier({
    webhooks: storage.webhooks,
    clock,
    log,
    owner: workerId,
    unseal: (sealed) => box.open(sealed),
    post: (url, envelope, signal) => guardedPost(url, envelope, { allowlist, timeoutMs: TIMEOUT_MS, signal }),
  });
}
