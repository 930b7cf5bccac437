import type { AvatarQuality, AvatarStatus } from '@avatarium/contract';
import type { FileRow } from './file-port.js';
import type { Lease, SessionError } from './port.js';

/** That the person who is seen agrees, in the words of whoever made the avatar. */
export interface AvatarConsent {
  statement: string;
  /** Milliseconds since 1970. */
  givenAt: number;
}

/** An avatar that an account has made. The row is the job that makes it. */
export interface AvatarRow {
  id: string;
  accountId: string;
  /** The key it was made with; null once that is gone, and when the operator made it. */
  keyId: string | null;
  avatarId: string;
  name: string;
  sourceUrl: string;
  status: AvatarStatus;
  error: SessionError | null;
  mediaFileId: string | null;
  thumbnailFileId: string | null;
  packFileId: string | null;
  consent: AvatarConsent | null;
  licence: string | null;
  quality: AvatarQuality | null;
  createdAt: number;
  updatedAt: number;
  leaseOwner: string | null;
  leaseExpiresAt: number | null;
}

export type NewAvatar = Pick<
  AvatarRow,
  'id' | 'accountId' | 'keyId' | 'avatarId' | 'name' | 'sourceUrl' | 'createdAt'
> &
  Partial<Pick<AvatarRow, 'consent' | 'licence'>>;

/** How an import ended. The files are the avatar's from then on. */
export interface AvatarOutcome {
  status: 3 | 4;
  error: SessionError | null;
  media: FileRow | null;
  thumbnail: FileRow | null;
  pack: FileRow | null;
  quality: AvatarQuality | null;
  /** Of a pack that brought its own; null keeps what the row says. */
  consent: AvatarConsent | null;
  licence: string | null;
}

export interface AvatarStore {
  /** Adds a queueing avatar, unless the account has one of this avatar_id, or `maxPerAccount` of them. */
  insert(avatar: NewAvatar, maxPerAccount: number): Promise<AvatarRow | 'exists' | 'full'>;
  /** By avatar_id or by the object's own id. */
  find(accountId: string, id: string): Promise<AvatarRow | null>;
  /** Newest first. `count` is of all pages. */
  list(
    accountId: string,
    filter: { status?: number; name?: string; offset: number; limit: number },
  ): Promise<{ count: number; rows: AvatarRow[] }>;
  /** Deletes the avatar with the rows of its files; answers with what it was. */
  delete(accountId: string, id: string): Promise<AvatarRow | null>;
  /** Takes the next unfinished avatar that nobody holds, which is processing from then on. */
  claim(lease: Lease, nowMs: number): Promise<AvatarRow | null>;
  /** Prolongs the leases of these avatars; answers with the ids that are still the owner's. */
  renew(lease: Lease, ids: string[]): Promise<string[]>;
  /** Gives up every avatar of this owner, for others to claim. */
  release(owner: string): Promise<void>;
  /**
   * Ends the import, by the holder of the lease. Stores nothing, and answers with null when the avatar is not the holder's,
   * or 'full' when all files of the account would take more than `maxAccountBytes`.
   */
  finish(
    id: string,
    owner: string,
    outcome: AvatarOutcome,
    at: { nowMs: number; maxAccountBytes: number },
  ): Promise<AvatarRow | 'full' | null>;
}
