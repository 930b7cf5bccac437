import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { SessionData } from '../support/index.js';
import type { Observed } from './book.js';
import type { Caller } from './caller.js';
import {
  type AvatarState,
  type BaseState,
  type FileState,
  type KeyState,
  OWN_KEY,
  PATHS,
  type World,
} from './world.js';

interface Failure {
  code: number;
  msg: string;
}

interface SourceData {
  url: string;
  status: number;
  error: Failure | null;
}

interface BaseData {
  _id: string;
  name: string;
  prologue: string;
  prompt: string;
  docs: SourceData[];
  urls: string[];
  url_states: SourceData[];
  create_time: number;
  update_time: number;
}

interface AvatarData {
  _id: string;
  avatar_id: string;
  name: string;
  url: string;
  thumbnailUrl: string;
  status: number;
  error?: Failure;
  create_time: number;
}

interface FileData {
  _id: string;
  url: string;
  name: string;
  size: number;
  content_type: string;
  create_time: number;
}

type KeyData = KeyState & { _id: string; name: string; client_id: string; create_time: number };

/** What a server holds when all of its lists have been read. */
export interface Snapshot {
  sessions: SessionData[];
  avatars: AvatarData[];
  bases: BaseData[];
  /** Whether anything is still waited for. */
  settled: boolean;
}

/** Reasons of a source's failure that kills and clients explain; the site itself always answers. */
const SOURCE_FAILURES = /was begun \d+ times|not on this server any more/;
/** Nobody is seen in the media; or their upload was deleted first. */
const AVATAR_ENDS = /No face|at least 3 s|There is no file/;
const FILE_ID = /^[0-9a-f]{24}$/;
const MEDIA_PREFIX = '/media/files/';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const byName = <T, S>(rows: T[], observe: (row: T) => [string, Observed<S>]) => new Map(rows.map(observe));

async function examineFiles(world: World, rows: FileData[], folder: string): Promise<string[]> {
  const observed = new Map<string, Observed<FileState>>();
  for (const { name, size, ...facts } of rows) {
    const bytes = await readFile(path.join(folder, facts._id)).catch(() => null);
    observed.set(name, { state: { size, sha256: bytes ? sha256(bytes) : 'no bytes' }, facts: { ...facts } });
  }
  return world.files.examine(observed);
}

function examineBases(world: World, rows: BaseData[]): string[] {
  const wrong = world.bases.examine(
    byName<BaseData, BaseState>(rows, ({ name, prologue, prompt, docs, urls, ...facts }) => [
      name,
      {
        state: { prologue, prompt, docs: docs.map(({ url }) => url), urls },
        facts: { _id: facts._id, create_time: facts.create_time, update_time: facts.update_time },
      },
    ]),
  );
  for (const { name, docs, url_states } of rows) {
    const ready = world.readySources.get(name) ?? new Set();
    world.readySources.set(name, ready);
    for (const { url, status, error } of [...docs, ...url_states]) {
      if (ready.has(url) && status !== 3) wrong.push(`${url} of ${name} was ready and is in state ${status}`);
      if (status === 3) ready.add(url);
      if (status === 4 && !SOURCE_FAILURES.test(error?.msg ?? '')) {
        wrong.push(`${url} of ${name} has failed: ${JSON.stringify(error)}`);
      }
    }
  }
  return wrong;
}

async function examineAvatars(world: World, rows: AvatarData[]): Promise<string[]> {
  const wrong = world.avatars.examine(
    byName<AvatarData, AvatarState>(rows, ({ avatar_id, name, _id, create_time }) => [
      avatar_id,
      { state: { title: name }, facts: { _id, create_time } },
    ]),
  );
  for (const { avatar_id: id, status, error, url, thumbnailUrl } of rows) {
    const end = { status, error, url, thumbnailUrl };
    const before = world.endedAvatars.get(id);
    if (before && !isDeepStrictEqual(end, before)) {
      wrong.push(`avatar ${id} had ended as ${JSON.stringify(before)} and is ${JSON.stringify(end)}`);
    }
    if (status < 3 || before) continue;
    world.endedAvatars.set(id, end);
    if (status === 4 && !AVATAR_ENDS.test(error?.msg ?? '')) {
      wrong.push(`avatar ${id} has failed: ${JSON.stringify(error)}`);
    }
    const kind = world.avatarMedia.get(id);
    if (url.includes(MEDIA_PREFIX) && kind) {
      const bytes = await fetch(url).then((reply) => reply.arrayBuffer());
      if (!world.media[kind].equals(Buffer.from(bytes)))
        wrong.push(`the media of avatar ${id} are not what was sent`);
      const thumbnail = await fetch(thumbnailUrl);
      if (!thumbnail.ok) wrong.push(`avatar ${id} has no thumbnail`);
    }
  }
  return wrong;
}

/** Keys are what they were, and open what they should. */
async function examineKeys(world: World, rows: KeyData[], caller: Caller): Promise<string[]> {
  const observed = byName<KeyData, KeyState>(
    rows.filter(({ name }) => name !== OWN_KEY),
    ({ name, disabled, webhook_url, _id, client_id, create_time }) => [
      name,
      { state: { disabled, webhook_url }, facts: { _id, client_id, create_time } },
    ],
  );
  const wrong = world.keys.examine(observed);
  for (const [name, { clientSecret: apiKey }] of world.credentials) {
    if (name === OWN_KEY) continue;
    const key = world.keys.get(name);
    const expected = !key?.state ? 1101 : key.state.disabled ? 1200 : 1000;
    const outcome = await caller.send('GET', `${PATHS.sessions}/list?page=1&size=1`, { apiKey });
    const code = outcome.kind === 'refused' ? outcome.code : outcome.kind === 'done' ? 1000 : 0;
    // Once is enough for one that is gone.
    if (!key?.state) world.credentials.delete(name);
    if (code !== expected) wrong.push(`key ${name} is answered with ${code} and should be with ${expected}`);
  }
  return wrong;
}

/** Bytes that belong to nothing, beyond what imports that run may have put there. */
async function examineFolder(folder: string, shown: Set<string>, importing: number): Promise<string[]> {
  const wrong: string[] = [];
  const ids = (await readdir(folder)).filter((name) => FILE_ID.test(name));
  const strays = ids.filter((id) => !shown.has(id));
  if (strays.length > 2 * importing) wrong.push(`files of nobody: ${strays.join(', ')}`);
  for (const id of shown) if (!ids.includes(id)) wrong.push(`file ${id} is listed and has no bytes`);
  const incoming = await readdir(path.join(folder, 'incoming'));
  if (incoming.length > 2 * importing) wrong.push(`left in the waiting room: ${incoming.join(', ')}`);
  return wrong;
}

/** Compares everything that the server shows, and what lies in its data folder, with what it was told. */
export async function examine(
  world: World,
  caller: Caller,
  dataDir: string,
): Promise<{ snapshot: Snapshot; wrong: string[] }> {
  // Avatars first: what they show by then is not among the uploads any more.
  const sessions = await caller.all<SessionData>(`${PATHS.sessions}/list`);
  const avatars = await caller.all<AvatarData>(PATHS.avatarList, '&from=3');
  const bases = await caller.all<BaseData>(`${PATHS.knowledge}/list`, '&from=2');
  const files = await caller.all<FileData>(PATHS.files);
  const keys = await caller.all<KeyData>(PATHS.keys);
  const folder = path.join(dataDir, 'files');
  const importing = avatars.filter(({ status }) => status < 3).length;
  const shown = avatars
    .flatMap(({ url, thumbnailUrl }) => [url, thumbnailUrl])
    .filter((url) => url.includes(MEDIA_PREFIX))
    .map((url) => url.slice(url.indexOf(MEDIA_PREFIX) + MEDIA_PREFIX.length));
  const wrong = [
    ...world.sessions.examine(sessions),
    ...(await examineFiles(world, files, folder)),
    ...examineBases(world, bases),
    ...(await examineAvatars(world, avatars)),
    ...(await examineKeys(world, keys, caller)),
    ...(await examineFolder(folder, new Set([...shown, ...files.map(({ _id }) => _id)]), importing)),
  ];
  const sources = bases.flatMap(({ docs, url_states }) => [...docs, ...url_states]);
  const settled = [...sessions, ...avatars, ...sources].every(({ status }) => status >= 3);
  return { snapshot: { sessions, avatars, bases, settled }, wrong };
}
