import { deleteUpload } from '../../api/files.js';

const KEY = 'avatarium.avatar-uploads';

/** Uploads of this browser that avatars are made of, by avatar_id. An avatar keeps a copy of its own. */
type PassingUploads = Map<string, string>;

function load(): PassingUploads {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    const entries = typeof saved === 'object' && saved !== null ? Object.entries(saved) : [];
    return new Map(entries.filter(([, url]) => typeof url === 'string'));
  } catch {
    return new Map();
  }
}

const save = (uploads: PassingUploads): void =>
  localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(uploads)));

export function rememberUpload(avatarId: string, url: string): void {
  save(load().set(avatarId, url));
}

/** Removes from the server the uploads of these avatars, which need them no more. */
export function dropUploadsOf(avatarIds: readonly string[]): void {
  const uploads = load();
  for (const id of avatarIds) {
    const url = uploads.get(id);
    if (url === undefined) continue;
    // One that is gone already is none the worse for it.
    deleteUpload(url).catch(() => {});
    uploads.delete(id);
    save(uploads);
  }
}
