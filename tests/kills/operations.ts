import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SessionData } from '../support/index.js';
import type { Entry } from './book.js';
import type { Caller, Outcome } from './caller.js';
import { documentText, type Media } from './site.js';
import {
  type AvatarState,
  type BaseState,
  type KeyState,
  OWN_KEY,
  PATHS,
  type UploadKind,
  type World,
} from './world.js';

type Operation = (world: World, caller: Caller) => Promise<unknown>;

/** Refusals that a rule explains: busy, a key that was disabled meanwhile, too many uploads at once. */
const EXPLAINED = [1005, 1200, 1215];
/** So many of one kind are kept at most, or comparing them would take longer than the work itself. */
const MOST = { keys: 6, files: 14, bases: 10, avatars: 8 };

async function explained<T>(sent: Promise<Outcome<T>>): Promise<Outcome<T>> {
  const outcome = await sent;
  if (outcome.kind === 'refused' && !EXPLAINED.includes(outcome.code)) {
    throw new Error(`refused for no reason, with ${outcome.code}: ${outcome.msg}`);
  }
  return outcome;
}

const factsOf =
  (...names: string[]) =>
  (data: object): Record<string, unknown> =>
    Object.fromEntries(names.map((name) => [name, (data as Record<string, unknown>)[name]]));

const createSession: Operation = (world, caller) => {
  const { random, sessions, keys, credentials } = world;
  const other = random.pick(
    keys.idle().filter(({ name, state }) => !state.disabled && credentials.has(name)),
  );
  const keyName = other && random.chance(0.3) ? other.name : OWN_KEY;
  const apiKey = credentials.get(keyName)?.clientSecret;
  const json = {
    avatar_id: 'dvp_Tristan_cloth2_1080P',
    duration: random.pick([1, 2, 6]),
    mode_type: 1,
  };
  return sessions.create(keyName, () =>
    explained(
      caller.send<SessionData>('POST', `${PATHS.sessions}/create`, { json, ...(apiKey ? { apiKey } : {}) }),
    ),
  );
};

const closeSession: Operation = async (world, caller) => {
  const id = world.random.pick(world.sessions.idle());
  if (id === undefined) return;
  await world.sessions.close(id, () =>
    explained(caller.send('POST', `${PATHS.sessions}/close`, { json: { id } })),
  );
};

/** Bytes in a few pieces, with pauses. */
function trickle(bytes: Uint8Array, pauseMs: number): ReadableStream<Uint8Array> {
  const size = Math.ceil(bytes.length / 4);
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      if (at >= bytes.length) {
        controller.close();
        return;
      }
      if (at > 0) await sleep(pauseMs);
      controller.enqueue(bytes.subarray(at, at + size));
      at += size;
    },
  });
}

const upload: Operation = async (world, caller) => {
  const { random, files, uploads, media } = world;
  const kind: UploadKind =
    random.pick(['document', 'document', 'noise', 'portrait', 'video'] as const) ?? 'noise';
  const number = random.between(1, 1000);
  const bytes =
    kind === 'document'
      ? new TextEncoder().encode(documentText(number))
      : kind === 'noise'
        ? random.bytes(random.between(1, 100_000))
        : media[kind];
  const entry = files.open(`${world.newName(kind)}.${kind === 'document' ? 'md' : 'bin'}`);
  uploads.set(entry.name, kind);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const body = random.chance(0.4) ? trickle(bytes, random.between(5, 60)) : bytes;
  await files.change(
    entry,
    { size: bytes.length, sha256 },
    () => explained(caller.send<object>('POST', `${PATHS.files}?name=${entry.name}`, { body })),
    factsOf('_id', 'url', 'content_type', 'create_time'),
  );
};

const deleteFile: Operation = async (world, caller) => {
  const entry = world.random.pick(world.files.idle());
  if (!entry) return;
  const path = `${PATHS.files}/${entry.facts._id}`;
  await world.files.change(entry, null, () => explained(caller.send<object>('DELETE', path)), factsOf());
};

function randomBase(world: World): BaseState {
  const { random, files, uploads, site } = world;
  const uploaded = files.idle().filter(({ name }) => uploads.get(name) === 'document');
  const some = (most: number, make: () => string | undefined) =>
    [...new Set(Array.from({ length: random.between(0, most) }, make))].filter((url) => url !== undefined);
  return {
    prologue: `Welcome ${random.between(1, 1e6)}`,
    prompt: `You know room ${random.between(1, 1e6)}`,
    docs: some(3, () =>
      random.chance(0.4)
        ? (random.pick(uploaded)?.facts.url as string | undefined)
        : `${site.origin}/doc/${random.between(1, 50)}.md`,
    ),
    urls: some(2, () => `${site.origin}/page/${random.between(1, 50)}`),
  };
}

const asSent = (state: BaseState) => ({ ...state, docs: state.docs.map((url) => ({ url })) });

const createBase: Operation = async (world, caller) => {
  const state = randomBase(world);
  const entry = world.bases.open(world.newName('base'));
  const json = { name: entry.name, ...asSent(state) };
  await world.bases.change(
    entry,
    state,
    () => withoutLostUploads(caller.send<object>('POST', `${PATHS.knowledge}/create`, { json })),
    factsOf('_id', 'create_time', 'update_time'),
  );
};

/** An upload that is named may be deleted by another client before the name is read. */
async function withoutLostUploads<T>(sent: Promise<Outcome<T>>): Promise<Outcome<T>> {
  const outcome = await sent;
  const lost = outcome.kind === 'refused' && outcome.code === 1003 && /not on this server/.test(outcome.msg);
  return lost ? outcome : explained(Promise.resolve(outcome));
}

const updateBase: Operation = async (world, caller) => {
  const entry = world.random.pick(world.bases.idle());
  if (!entry) return;
  const state = randomBase(world);
  const ready = world.readySources.get(entry.name);
  for (const url of ready ?? []) {
    if (![...state.docs, ...state.urls].includes(url)) ready?.delete(url);
  }
  const json = { id: entry.facts._id, ...asSent(state) };
  await world.bases.change(
    entry,
    state,
    () => withoutLostUploads(caller.send<object>('POST', `${PATHS.knowledge}/update`, { json })),
    factsOf('_id', 'create_time', 'update_time'),
  );
};

const deleteBase: Operation = async (world, caller) => {
  const entry = world.random.pick(world.bases.idle());
  if (!entry) return;
  const json = { id: entry.facts._id };
  const send = () => explained(caller.send<object>('DELETE', `${PATHS.knowledge}/delete`, { json }));
  await world.bases.change(entry, null, send, factsOf());
};

const createAvatar: Operation = async (world, caller) => {
  const { random, files, uploads, site, avatars } = world;
  const kind: keyof Media = random.chance(0.5) ? 'portrait' : 'video';
  const uploaded = random.pick(files.idle().filter(({ name }) => uploads.get(name) === kind));
  const url = uploaded && random.chance(0.6) ? uploaded.facts.url : `${site.origin}/${kind}`;
  const entry: Entry<AvatarState> = avatars.open(world.newName('avatar'));
  world.avatarMedia.set(entry.name, kind);
  const title = `Somebody ${random.between(1, 1e6)}`;
  const json = { avatar_id: entry.name, name: title, url, type: 2, url_from: 1 };
  await avatars.change(
    entry,
    { title },
    () => withoutLostUploads(caller.send<object>('POST', PATHS.avatarCreate, { json })),
    factsOf('_id', 'create_time'),
  );
};

const deleteAvatar: Operation = async (world, caller) => {
  const entry = world.random.pick(world.avatars.idle());
  if (!entry) return;
  const path = `${PATHS.avatars}/${entry.name}`;
  await world.avatars.change(entry, null, () => explained(caller.send<object>('DELETE', path)), factsOf());
};

const createKey: Operation = async (world, caller) => {
  const { random, keys, credentials } = world;
  const entry = keys.open(world.newName('key'));
  const webhook_url = random.chance(0.5) ? world.hookOf(entry.name) : null;
  const made = await keys.change(
    entry,
    { disabled: false, webhook_url },
    () =>
      explained(
        caller.send<{ client_id: string; api_key: string }>('POST', PATHS.keys, {
          json: { name: entry.name, webhook_url },
        }),
      ),
    factsOf('_id', 'client_id', 'create_time'),
  );
  if (made) credentials.set(entry.name, { clientId: made.client_id, clientSecret: made.api_key });
};

const changeKey: Operation = async (world, caller) => {
  const { random, keys, sessions } = world;
  const entry = random.pick(keys.idle());
  if (!entry) return;
  const path = `${PATHS.keys}/${entry.facts._id}`;
  const running = sessions.ofKey(entry.name);
  const before = entry.state;
  const patch = async (change: Partial<KeyState>) =>
    keys.change(
      entry,
      { ...before, ...change },
      () => explained(caller.send<object>('PATCH', path, { json: change })),
      factsOf('_id', 'client_id', 'create_time'),
    );
  const what = random.pick(['toggle', 'webhook', 'delete'] as const);
  if (what === 'webhook') {
    await patch({ webhook_url: before.webhook_url === null ? world.hookOf(entry.name) : null });
  } else if (what === 'toggle') {
    const done = await patch({ disabled: !before.disabled });
    if (done && !before.disabled) sessions.areOver(running);
  } else {
    // First it is disabled, so that it makes no session any more, then its sessions end, then it goes.
    const halfway = [{ ...before, disabled: true }];
    const send = () => explained(caller.send<object>('DELETE', path));
    if (await keys.change(entry, null, send, factsOf(), halfway)) sessions.areOver(running);
  }
};

/** What clients do, in these proportions. Where there is enough of a kind, making more of it is deleting one. */
export function chooseOperation(world: World): Operation {
  const { random, keys, files, bases, avatars } = world;
  const either = (isFull: boolean, make: Operation, remove: Operation) =>
    isFull || random.chance(0.25) ? remove : make;
  const operations: Operation[] = [
    createSession,
    closeSession,
    either(files.idle().length >= MOST.files, upload, deleteFile),
    either(files.idle().length >= MOST.files, upload, deleteFile),
    either(bases.idle().length >= MOST.bases, createBase, deleteBase),
    updateBase,
    either(avatars.idle().length >= MOST.avatars, createAvatar, deleteAvatar),
    keys.idle().length >= MOST.keys || random.chance(0.6) ? changeKey : createKey,
  ];
  return random.pick(operations) ?? createSession;
}
