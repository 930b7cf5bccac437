import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from '../config/settings.js';
import { StartError } from '../config/start-error.js';
import type { ShownAvatar } from '../control/avatar-commands.js';
import { MAX_SNIFFED_BYTES, sniffMedia } from '../files/media-kind.js';
import { waitingRoom } from '../files/vault.js';
import { command } from './avatar-command.js';
import { copy, filesFolder, readPackFile } from './avatar-files.js';
import { makingLine } from './avatar-words.js';
import type { Operator } from './operator.js';

const POLL_MS = 250;

interface ImportOptions {
  name?: string | undefined;
  id?: string | undefined;
  consent?: string | undefined;
  licence?: string | undefined;
  account?: string | undefined;
  /** Says nothing on the way. */
  json?: boolean | undefined;
}

/**
 * Makes an avatar of a portrait, a video or a pack, and shows how far it is where somebody watches.
 *
 * @throws StartError with the one line to print
 */
export async function importFile(
  file: string,
  values: ImportOptions,
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
    const progress = makingLine(avatar);
    if (!quiet && process.stderr.isTTY && progress !== shown) {
      process.stderr.write(`\r${progress.padEnd(shown.length)}`);
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
