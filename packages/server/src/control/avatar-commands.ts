import { createReadStream } from 'node:fs';
import {
  ApiError,
  type AvatarQuality,
  type AvatarStatus,
  type AvatarStep,
  accountName,
  avatarCreateRequest,
  FILE_URL_PREFIX,
} from '@avatarium/contract';
import { z } from 'zod';
import { makeId } from '../accounts/credentials.js';
import { DEFAULT_NAME } from '../accounts/installation.js';
import type { AvatarService } from '../avatars/service.js';
import type { FileLibrary } from '../files/library.js';
import type { Clock } from '../sessions/clock.js';
import type { AccountRow } from '../storage/account-port.js';
import type { AvatarRow } from '../storage/avatar-port.js';
import type { Storage } from '../storage/port.js';

const PAGE = 100;

const topic = z.literal('avatars');
const account = accountName.optional();
const avatar = z.string().min(1, 'is required').max(200);

/** What the operator can have done with the avatars of accounts. `avatar` is either of its ids. */
export const avatarCommand = z.discriminatedUnion('action', [
  avatarCreateRequest.pick({ avatar_id: true, name: true, consent: true, licence: true }).extend({
    topic,
    action: z.literal('import'),
    account,
    /** Name of a file that has been put into the waiting room of the data folder. */
    incoming: z.string().regex(/^[0-9a-f]{24}$/),
    file_name: z.string().max(255),
  }),
  z.object({ topic, action: z.literal('list'), account }),
  z.object({ topic, action: z.enum(['show', 'export', 'delete']), account, avatar }),
]);
export type AvatarCommand = z.infer<typeof avatarCommand>;

/** An avatar as its operator sees it. */
export interface ShownAvatar {
  _id: string;
  avatar_id: string;
  name: string;
  account: string;
  status: AvatarStatus;
  error: { code: number; msg: string } | null;
  /** From 0 to 1, and what goes on; null unless it is being made. */
  progress: number | null;
  step: AvatarStep | null;
  quality: AvatarQuality | null;
  consent: string | null;
  licence: string | null;
  create_time: number;
  /** Of an export: the file's name within the folder of files. */
  pack_file?: string;
}

/** The avatars that a command was about. */
export type AvatarCommandResult = ShownAvatar[];

/** The operator's hand on the avatars that accounts have made. */
export class AvatarCommands {
  constructor(
    private readonly deps: {
      storage: Pick<Storage, 'accounts'>;
      avatars: AvatarService;
      importer: { finished(id: string): Promise<void> };
      files: Pick<FileLibrary, 'upload' | 'delete' | 'takeIncoming'>;
      clock: Clock;
    },
  ) {}

  /** @throws ApiError 1003, 1008, 1009, 1014, 1105, 1222 or 1223 */
  async execute(command: AvatarCommand): Promise<AvatarCommandResult> {
    const { avatars } = this.deps;
    const account = await this.account(command.account ?? DEFAULT_NAME);
    const shown = (row: AvatarRow): ShownAvatar => this.present(row, account);
    switch (command.action) {
      case 'import':
        return [shown(await this.import(command, account))];
      case 'list':
        return (await this.all(account)).map(shown);
      case 'show':
        return [shown(await this.own(command.avatar, account))];
      case 'export': {
        const { row, packFileId } = await avatars.pack(command.avatar, account.id);
        return [{ ...shown(row), pack_file: packFileId }];
      }
      case 'delete': {
        const row = await this.own(command.avatar, account);
        await avatars.delete(row.id, account.id);
        return [shown(row)];
      }
    }
  }

  private async import(
    command: Extract<AvatarCommand, { action: 'import' }>,
    account: AccountRow,
  ): Promise<AvatarRow> {
    const { files, avatars, importer } = this.deps;
    const { incoming, file_name, avatar_id, name, consent, licence } = command;
    const taken = files.takeIncoming(incoming);
    let upload: { id: string };
    try {
      upload = await files.upload(account.id, async (receive) => ({
        received: await receive(createReadStream(taken.path)),
        name: file_name,
        contentType: undefined,
      }));
    } finally {
      await taken.discard();
    }
    const drop = () => files.delete(account.id, upload.id).catch(() => {});
    try {
      const url = `${FILE_URL_PREFIX}${upload.id}`;
      const request = { url, avatar_id, name, consent, licence, type: undefined, url_from: undefined };
      const row = await avatars.create(request, { accountId: account.id, keyId: null });
      // The avatar has a copy of its own by then.
      void importer.finished(row.id).then(drop);
      return row;
    } catch (error) {
      await drop();
      throw error;
    }
  }

  private async own(id: string, account: AccountRow): Promise<AvatarRow> {
    const found = await this.deps.avatars.find(id, account.id);
    if (!('own' in found)) {
      throw new ApiError('permissionDenied', `"${id}" is a built-in avatar`);
    }
    return found.own;
  }

  private async all(account: AccountRow): Promise<AvatarRow[]> {
    const rows: AvatarRow[] = [];
    for (let page = 1; ; page++) {
      const { found, count } = await this.deps.avatars.list({ page, size: PAGE, from: 3 }, account.id);
      rows.push(...found.flatMap((one) => ('own' in one ? [one.own] : [])));
      if (page * PAGE >= count) {
        return rows;
      }
    }
  }

  private async account(name: string): Promise<AccountRow> {
    const { storage, clock } = this.deps;
    if (name === DEFAULT_NAME) {
      return storage.accounts.ensure({ id: makeId(), name, createdAt: clock.nowMs() });
    }
    const account = await storage.accounts.findByName(name);
    if (!account) {
      throw new ApiError('resourceNotFound', `account: there is no account "${name}"`);
    }
    return account;
  }

  private present(row: AvatarRow, account: AccountRow): ShownAvatar {
    const progress = this.deps.avatars.progressOf(row);
    return {
      _id: row.id,
      avatar_id: row.avatarId,
      name: row.name,
      account: account.name,
      status: row.status,
      error: row.error,
      progress: progress?.part ?? null,
      step: progress?.step ?? null,
      quality: row.quality,
      consent: row.consent?.statement ?? null,
      licence: row.licence,
      create_time: row.createdAt,
    };
  }
}
