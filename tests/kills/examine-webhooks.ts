import type { Snapshot } from './examine.js';
import { OWN_KEY, type World } from './world.js';

/** Each session and avatar of the server's own key has been told of, with what became of it. Says what is wrong. */
export function examineWebhooks(world: World, { sessions, avatars }: Snapshot): string[] {
  const told = world.receiver.events.filter(({ path }) => path === `/hook/${OWN_KEY}`);
  const wrong: string[] = [];
  const expectEvent = (id: string, event: string, field: string, value: unknown) => {
    const found = told.filter((one) => one._id === id && one.event === event);
    if (found.length === 0) wrong.push(`nobody was told ${event} of ${id}`);
    if (new Set(found.map((one) => one.event_id)).size > 1)
      wrong.push(`${event} of ${id} has several events`);
    for (const one of found) {
      if (one[field] !== value)
        wrong.push(`${event} of ${id} says ${field} ${one[field]}, which is ${value}`);
    }
  };
  for (const { _id, status, started_at, ended_at } of sessions) {
    if (world.sessions.keyNameOf(_id) !== OWN_KEY) continue;
    if (typeof started_at === 'number') expectEvent(_id, 'session.started', 'started_at', started_at);
    expectEvent(_id, status === 3 ? 'session.ended' : 'session.failed', 'ended_at', ended_at);
  }
  for (const { _id, avatar_id, status } of avatars) {
    expectEvent(_id, status === 3 ? 'avatar.ready' : 'avatar.failed', 'avatar_id', avatar_id);
  }
  return wrong;
}
