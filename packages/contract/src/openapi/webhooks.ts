import { WEBHOOK_PAYLOADS, type WebhookEvent } from '../rest/index.js';
import { nameOf } from './components.js';
import { schemaRef } from './json-schema.js';

const WHEN: Record<WebhookEvent, string> = {
  'session.started': 'The avatar of a session is in its room',
  'session.ended': 'A session was closed, expired, was left alone, or the server stopped: see `end_reason`',
  'session.failed': 'The avatar of a session could not start, or broke down: see `error`',
  'avatar.ready': 'An avatar can be used',
  'avatar.failed': 'An avatar could not be made: see `error`',
};

/** `sessionStarted` of `session.started`. */
function camelCase(event: WebhookEvent): string {
  return event.replace(/\.(\w)/, (_, letter: string) => letter.toUpperCase());
}

/** `webhooks` of the document: what is sent to the webhook URL of a key. */
export function webhookItems(): Record<string, object> {
  const events = Object.entries(WHEN) as [WebhookEvent, string][];
  return Object.fromEntries(
    events.map(([event, when]) => {
      const payload = nameOf(WEBHOOK_PAYLOADS[event], 'output');
      const operation = {
        operationId: `on${camelCase(event).replace(/^\w/, (letter) => letter.toUpperCase())}`,
        summary: event,
        description: `${when}.

Sent to the \`webhook_url\` of the key that the session or avatar was made with. \`dataEncrypt\` holds a \`${payload}\`: check \`signature\`, then decrypt it.`,
        tags: ['Webhooks'],
        security: [],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                allOf: [
                  schemaRef('WebhookEnvelope'),
                  {
                    type: 'object',
                    properties: {
                      dataEncrypt: {
                        type: 'string',
                        contentMediaType: 'application/json',
                        contentSchema: schemaRef(payload),
                      },
                    },
                  },
                ],
              },
            },
          },
        },
        responses: {
          200: { description: 'It was received' },
          '4XX': { description: 'Any other status: it is sent again, later and later' },
        },
      };
      return [camelCase(event), { post: operation }];
    }),
  );
}
