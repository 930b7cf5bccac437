import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, open, readFile, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { PackError, readPack } from '@avatarium/puppet/pack';
import { FILES_FOLDER } from '../composition/avatars.js';
import { loadSettings } from '../config/load.js';
import type { Settings } from '../config/settings.js';
import { StartError } from '../config/start-error.js';
import { type AvatarCommand, avatarCommand, type ShownAvatar } from '../control/avatar-commands.js';
import { MAX_SNIFFED_BYTES, sniffMedia } from '../files/media-kind.js';
import { waitingRoom } from '../files/vault.js';
import { avatarFacts, avatarTable, packFacts } from './avatar-words.js';
import { Operator } from './operator.js';

const AVATARS_HELP = `Usage: avatarium avatars import FILE [--name NAME] [--id AVATAR_ID] [--consent TEXT] [--licence TEXT]
       avatarium avatars list
       avatarium avatars export AVATAR FILE
       avatarium avatars delete AVATAR
       avatarium avatars inspect FILE

Makes avatars, through the server that runs in DATA_DIR, or by itself when none runs.

import makes one of a portrait (JPEG, PNG, WebP) or of a video, or takes in a pack that was exported elsewhere. export
writes an avatar as a pack: one file, of which any server makes the same avatar. inspect says what is in a pack, and
what is wrong with it. AVATAR is an avatar_id, or the _id of the API.

  --name NAME      for people; that of the file unless given
  --id AVATAR_ID   what sessions ask for; made of the name unless given
  --consent TEXT   that the person who is seen agrees, in words; kept with the avatar
  --licence TEXT   of the media; kept with the avatar
  --account NAME   whose avatar it is; "default" unless named
  --json           machine-readable output
  --config FILE    settings from a JSON file; the environment goes first
`;

const OPTIONS = {
  name: { type: 'string' },
  id: { type: 'string' },
  consent: { type: 'string' },
  licence: { type: 'string' },
  account: { type: 'string' },
  json: { type: 'boolean' },
  config: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Names of files that each action takes, or of avatars. */
const TAKES: Record<string, readonly string[]> = {
  import: ['FILE'],
  list: [],
  export: ['AVATAR', 'FILE'],
  delete: ['AVATAR'],
  inspect: ['FILE'],
};
const POLL_MS = 250;

/** Runs `avatarium avatars …`. @throws StartError with the one line to print */
export async function runAvatars(args: string[]): Promise<number> {
  const { values, positionals } = parse(args);
  const [action, ...rest] = positionals;
  if (values.help || action === undefined) {
    process.stdout.write(AVATARS_HELP);
    return values.help ? 0 : 2;
  }
  const [first, second] = requireArguments(action, rest, values);
  if (action === 'inspect') {
    return inspect(first, values.json ?? false);
  }
  const settings = loadSettings(process.env, values.config);
  const operator = new Operator(settings);
  try {
    const shown = await carryOut({ action, first, second, values, settings, operator });
    const all = action === 'list';
    process.stdout.write(
      values.json
        ? `${JSON.stringify(all ? shown : shown[0], null, 2)}\n`
        : all
          ? avatarTable(shown)
          : avatarFacts(action, shown, second),
    );
    return 0;
  } finally {
    await operator.close();
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw new StartError(error instanceof Error ? error.message.split('. ', 1).join('') : String(error), 2);
  }
}

type Values = ReturnType<typeof parse>['values'];

function requireArguments(action: string, given: string[], values: Values): [string, string] {
  const wanted = Object.hasOwn(TAKES, action) ? TAKES[action] : undefined;
  if (!wanted) {
    throw new StartError(`unknown command "avatars ${action}", see avatarium avatars --help`, 2);
  }
  if (given.length < wanted.length) {
    throw new StartError(`avatars ${action}: which ${wanted[given.length]}?`, 2);
  }
  const surplus = given[wanted.length];
  if (surplus !== undefined) {
    throw new StartError(`there is no place for "${surplus}", see avatarium avatars --help`, 2);
  }
  for (const option of ['name', 'id', 'consent', 'licence'] as const) {
    if (values[option] !== undefined && action !== 'import') {
      throw new StartError(`--${option}: goes with "avatars import" only`, 2);
    }
  }
  return [given[0] ?? '', given[1] ?? ''];
}

async function carryOut(given: {
  action: string;
  first: string;
  second: string;
  values: Values;
  settings: Settings;
  operator: Operator;
}): Promise<ShownAvatar[]> {
  const { action, first, second, values, settings, operator } = given;
  const { account } = values;
  switch (action) {
    case 'import':
      return [await importFile(first, values, settings, operator)];
    case 'export': {
      const shown = await operator.execute(command({ action: 'export', account, avatar: first }));
      const pack = shown[0]?.pack_file ?? '';
      await copy(join(filesFolder(settings), pack), second, { named: second });
      return shown;
    }
    case 'delete':
      return operator.execute(command({ action: 'delete', account, avatar: first }));
    default:
      return operator.execute(command({ action: 'list', account }));
  }
}

/** The options are named as they were typed. */
const OPTION_OF: Record<string, string> = { avatar_id: '--id', avatar: 'AVATAR' };

function command(given: Record<string, unknown>): AvatarCommand {
  const parsed = avatarCommand.safeParse({ topic: 'avatars', ...given });
  if (parsed.success) {
    return parsed.data;
  }
  const [issue] = parsed.error.issues;
  const field = String(issue?.path[0] ?? 'avatars');
  throw new StartError(`${OPTION_OF[field] ?? `--${field}`}: ${issue?.message}`, 2);
}

const filesFolder = (settings: Settings) => join(resolve(settings.DATA_DIR), FILES_FOLDER);

async function importFile(
  file: string,
  values: Values,
  settings: Settings,
  operator: Operator,
): Promise<ShownAvatar> {
  const name = values.name ?? (await nameIn(file));
  const { account, consent, licence } = values;
  const incoming = randomBytes(12).toString('hex');
  const asked = command({
    action: 'import',
    account,
    incoming,
    file_name: basename(file),
    name,
    avatar_id: values.id ?? idAfter(name),
    consent,
    licence,
  });
  // Whoever carries commands out has emptied the waiting room by then.
  await operator.execute(command({ action: 'list', account }));
  const waiting = join(waitingRoom(filesFolder(settings)), incoming);
  await mkdir(waitingRoom(filesFolder(settings)), { recursive: true, mode: 0o700 });
  try {
    await copy(file, waiting, { named: file, mode: constants.COPYFILE_EXCL });
    const [made] = await operator.execute(asked);
    return await finished(made, { account, operator, quiet: values.json ?? false });
  } finally {
    await rm(waiting, { force: true });
  }
}

async function finished(
  made: ShownAvatar | undefined,
  { account, operator, quiet }: { account: string | undefined; operator: Operator; quiet: boolean },
): Promise<ShownAvatar> {
  let avatar = made;
  const ask = (action: 'show' | 'delete') =>
    operator.execute(command({ action, account, avatar: made?._id ?? '' }));
  let shown = '';
  while (avatar && avatar.status < 3) {
    const progress = `${Math.round((avatar.progress ?? 0) * 100)} %`;
    if (!quiet && process.stderr.isTTY && progress !== shown) {
      process.stderr.write(`\rMaking it: ${progress} `);
      shown = progress;
    }
    await delay(POLL_MS);
    [avatar] = await ask('show');
  }
  if (shown !== '') {
    process.stderr.write('\n');
  }
  if (!avatar) {
    throw new StartError('the avatar has been deleted meanwhile');
  }
  if (avatar.status === 4) {
    // Nobody wants an avatar that is none; its id is free for another attempt.
    await ask('delete');
    throw new StartError(
      `no avatar can be made of it: ${(avatar.error?.msg ?? 'unknown').replace(/^url: /, '')}`,
    );
  }
  return avatar;
}

/** The name that a pack has, or one after the file. */
async function nameIn(file: string): Promise<string> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`${file}: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_SNIFFED_BYTES), 0, MAX_SNIFFED_BYTES, 0);
    if (sniffMedia(buffer.subarray(0, bytesRead)).kind === 'pack') {
      return (await readPackFile(file)).manifest.name.slice(0, 100);
    }
  } finally {
    await handle.close();
  }
  const plain = basename(file)
    .replace(/\.[^.]+$/, '')
    .replace(/[\s_.-]+/g, ' ')
    .trim();
  return plain.slice(0, 100) || 'My avatar';
}

/** An avatar_id after a name: `Zoë at work` as `zoe-at-work`. */
function idAfter(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replace(/^-+|-+$/g, '');
  return plain || 'my-avatar';
}

async function readPackFile(file: string) {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`${file}: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`);
  });
  try {
    return readPack(bytes);
  } catch (error) {
    throw error instanceof PackError ? new StartError(`${file}: ${error.message}`) : error;
  }
}

async function inspect(file: string, json: boolean): Promise<number> {
  const pack = await readPackFile(file);
  process.stdout.write(json ? `${JSON.stringify(pack.manifest, null, 2)}\n` : packFacts(pack));
  return 0;
}

/** @param how `named`: the one of the two that the operator knows */
async function copy(from: string, to: string, how: { named: string; mode?: number }): Promise<void> {
  try {
    await copyFile(from, to, how.mode);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new StartError(`${how.named}: cannot be copied (${reason})`);
  }
}
