import { deleteUpload } from '../../api/files.js';
import type { Avatar } from '../../api/types.js';
import { isSettled } from './words.js';

const KEY = 'avatarium.avatar-uploads';

/** Uploads of this browser that avatars are made of, by avatar_id. An avatar keeps a copy of its own. */
type PassingUploads = Record<string, string>;

function load(): PassingUploads {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof saved === 'object' && saved !== null ? (saved as PassingUploads) : {};
  } catch {
    return {};
  }
}

const save = (uploads: PassingUploads): void => localStorage.setItem(KEY, JSON.stringify(uploads));

export function rememberUpload(avatarId: string, url: string): void {
  save({ ...load(), [avatarId]: url });
}

/** Removes from the server the uploads of those avatars that need them no more. */
export function dropUploadsOf(avatars: readonly Avatar[]): void {
  const uploads = load();
  const done = avatars.filter((avatar) => isSettled(avatar) && uploads[avatar.avatar_id] !== undefined);
  if (done.length === 0) return;
  for (const { avatar_id } of done) {
    const url = uploads[avatar_id];
    // One that is gone already is none the worse for it.
    if (url) deleteUpload(url).catch(() => {});
    delete uploads[avatar_id];
  }
  save(uploads);
}
