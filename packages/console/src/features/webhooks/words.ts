import type { WebhookDelivery, WebhookEvent } from '../../api/webhooks.js';
import { sentence } from '../../ui/sentence.js';

export const EVENT_WORDS: Record<WebhookEvent, string> = {
  'session.started': 'The avatar is in the room',
  'session.ended': 'A session ended',
  'session.failed': 'A session failed',
  'avatar.ready': 'An avatar can be used',
  'avatar.failed': 'An avatar could not be made',
};

/** What has become of a delivery. */
export function stateWords({ state, attempts }: WebhookDelivery): {
  label: string;
  look: 'running' | 'waiting' | 'failed';
} {
  if (state === 'delivered') return { label: 'Delivered', look: 'running' };
  if (state === 'given_up') return { label: 'Given up', look: 'failed' };
  return { label: attempts === 0 ? 'To be sent' : 'To be tried again', look: 'waiting' };
}

/** What the receiver answered last, or why it could not. */
export function answerWords({ last_status, last_error, attempts }: WebhookDelivery): string {
  if (last_error) return sentence(last_error);
  if (last_status !== null) return `HTTP ${last_status}`;
  return attempts === 0 ? 'Not sent yet' : 'No answer';
}
