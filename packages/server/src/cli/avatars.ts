import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadSettings } from '../config/load.js';
import type { Settings } from '../config/settings.js';
import { StartError } from '../config/start-error.js';
import type { ShownAvatar } from '../control/avatar-commands.js';
import { command } from './avatar-command.js';
import { copy, filesFolder, readPackFile } from './avatar-files.js';
import { importFile } from './avatar-import.js';
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

async function inspect(file: string, json: boolean): Promise<number> {
  const pack = await readPackFile(file);
  process.stdout.write(json ? `${JSON.stringify(pack.manifest, null, 2)}\n` : packFacts(pack));
  return 0;
}
