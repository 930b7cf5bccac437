import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { endOfMembers } from './covered.js';

class Root {
  readonly label: string = 'root';
}
Object.setPrototypeOf(
  Root.prototype,
  endOfMembers(
    Object.prototype,
    (asked, member) => new Error(`${(asked as Root).label}.${member} is not covered`),
  ),
);
class Client extends Root {
  override readonly label = 'client';
  uid?: number;
  #joined = false;
  join() {
    this.#joined = true;
    return this.#joined;
  }
}
const look = (object: object, member: string) => (object as Record<string, unknown>)[member];

test('a member that is not there throws an error that names it', () => {
  expect(() => look(new Client(), 'startLiveStreaming')).toThrow('client.startLiveStreaming is not covered');
  expect(() => look(new Root(), 'join')).toThrow('root.join is not covered');
});

test('members that are there work, also without a value, and so do private ones', () => {
  const client = new Client();
  expect(client.uid).toBeUndefined();
  expect(client.join()).toBe(true);
  expect(String(client)).toBe('[object Object]');
  expect(Object.hasOwn(client, 'uid')).toBe(true);
});

test('what anything looks for on any object is undefined', async () => {
  const client = new Client();
  expect(await client).toBe(client);
  expect(JSON.stringify(client)).toBe('{"label":"client"}');
  expect(inspect(client)).toContain('Client');
  expect(client).toEqual(new Client());
  for (const member of ['$$typeof', '__v_isRef', '@@iterator', 'nodeType']) {
    expect(look(client, member)).toBeUndefined();
  }
  expect('startLiveStreaming' in client).toBe(false);
});

test('a page may keep something of its own there', () => {
  const client = new Client() as Client & { ours?: string };
  client.ours = 'kept';
  expect(client.ours).toBe('kept');
  expect('ours' in new Client()).toBe(false);
});
