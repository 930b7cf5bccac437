import { setTimeout as sleep } from 'node:timers/promises';
import { DELIVERIES, SESSIONS, UNKNOWN_ID } from '../contract/paths.js';
import { deliveryList } from '../contract/shapes.js';
import { openWebhook } from '../contract/webhook.js';
import { BrokenRule, expectSame, expectThat, NotShown, refuses, succeeds } from '../suite/expect.js';
import { listen, type Receiver } from '../suite/receiver.js';
import { rule, type Section } from '../suite/rule.js';
import type { Run } from '../suite/run.js';
import { newSession } from '../suite/sessions.js';
import { newKey } from './keys.js';

const ARRIVAL_TIMEOUT_MS = 10_000;

type Key = Awaited<ReturnType<typeof newKey>>;

/** Runs a check with a key whose events come to this machine. */
async function receiving(run: Run, check: (receiver: Receiver, key: Key) => Promise<void>): Promise<void> {
  const { webhookReceiver } = run.environment;
  if (webhookReceiver === null) {
    throw new NotShown('WEBHOOK_RECEIVER is not set');
  }
  const receiver = await listen(webhookReceiver);
  try {
    await check(receiver, await newKey(run, { webhook_url: webhookReceiver.href }));
  } finally {
    await receiver.close();
  }
}

/** The event of a session, as it came. @throws BrokenRule when it does not come, or not as it should */
async function arrival(receiver: Receiver, key: Key, event: string, sessionId: string) {
  const { client_id, api_key } = key.made;
  const found = await receiver.find(({ contentType, text }) => {
    const opened = openWebhook(text, client_id, api_key);
    const fits = opened.event === event && opened._id === sessionId;
    return fits ? { contentType, opened } : null;
  }, ARRIVAL_TIMEOUT_MS);
  if (!found) {
    throw new BrokenRule(`the event ${event} within ${ARRIVAL_TIMEOUT_MS / 1000} s`, 'nothing');
  }
  return found;
}

async function deliveryOf(run: Run, event: string, sessionId: string) {
  const reply = await run.api.get(DELIVERIES);
  succeeds(reply, deliveryList);
  const { result } = (reply.body as { data: { result: Record<string, unknown>[] } }).data;
  const found = result.find(
    (one) => one.event === event && JSON.stringify(one.payload ?? null).includes(sessionId),
  );
  expectThat(found, `the delivery of ${event} in the list`, 'it is not there');
  return found;
}

export const webhooks: Section = {
  title: 'Webhooks',
  rules: [
    rule('deliveries are listed', async (run) => {
      succeeds(await run.api.get(DELIVERIES), deliveryList);
    }),
    rule('sending an unknown delivery again answers 1014', async (run) => {
      refuses(await run.api.send('POST', `${DELIVERIES}/${UNKNOWN_ID}/retry`), 1014);
    }),
    rule('the start and the end of a session come signed and encrypted', (run) =>
      receiving(run, async (receiver, key) => {
        const { _id, status } = await newSession(run, {}, key.api);
        if (status === 2) {
          const { contentType, opened } = await arrival(receiver, key, 'session.started', _id);
          expectThat(contentType.startsWith('application/json'), 'application/json', contentType);
          expectSame(opened.status, 2, 'status');
        }
        succeeds(await run.api.post(SESSIONS.close, { id: _id }));
        const { opened } = await arrival(receiver, key, 'session.ended', _id);
        expectSame([opened.status, opened.end_reason], [3, 'client_closed'], 'status and end_reason');
      }),
    ),
    rule('an answer other than 200 is tried again later, or at once when asked for', (run) =>
      receiving(run, async (receiver, key) => {
        receiver.answer(204);
        const { _id, status } = await newSession(run, {}, key.api);
        if (status === 1) {
          throw new NotShown('the session is queueing');
        }
        await arrival(receiver, key, 'session.started', _id);
        await sleep(300);
        const waiting = await deliveryOf(run, 'session.started', _id);
        expectSame(waiting.state, 'pending', 'state');
        expectThat(
          Number(waiting.next_attempt_at) > Date.now(),
          'next_attempt_at ahead',
          `${waiting.next_attempt_at}`,
        );
        receiver.answer(200);
        succeeds(await run.api.send('POST', `${DELIVERIES}/${waiting._id}/retry`));
        for (let tries = 0; tries < 50; tries++) {
          if ((await deliveryOf(run, 'session.started', _id)).state === 'delivered') {
            return;
          }
          await sleep(100);
        }
        throw new BrokenRule('state delivered', 'it stays undelivered');
      }),
    ),
  ],
};
