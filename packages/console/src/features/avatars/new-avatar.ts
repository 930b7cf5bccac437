import { bytes } from '../../ui/bytes.js';

const PICTURES = ['jpg', 'jpeg', 'png', 'webp'];
/** Those that browsers show, and those that only the server reads. */
const SHOWN_VIDEOS = ['mp4', 'm4v', 'mov', 'webm'];
const OTHER_VIDEOS = ['mkv', 'avi', 'mpg', 'mpeg', 'ts', 'mts', 'm2ts', '3gp', 'flv', 'wmv', 'ogv', 'dv'];
const EXTENSIONS = [...PICTURES, ...SHOWN_VIDEOS, ...OTHER_VIDEOS, 'avatar'];
const MAX_ID_LENGTH = 64;

/** For the browser's file picker. */
export const ACCEPTED = EXTENSIONS.map((extension) => `.${extension}`).join(',');

/**
 * Why a file cannot become an avatar; undefined when it is worth sending. The server looks into it more closely.
 * @param room bytes that the account may still store, if known
 */
export function mediaProblem(file: { name: string; size: number }, room?: number): string | undefined {
  if (!EXTENSIONS.includes(extensionOf(file.name))) {
    return 'A portrait (JPEG, PNG, WebP), a video (MP4, MOV, WebM and others) or an avatar pack (.avatar) is needed.';
  }
  if (file.size === 0) return 'The file is empty.';
  if (room !== undefined && file.size > room) {
    return `It has ${bytes(file.size)}, and the account has room for ${bytes(Math.max(0, room))} more.`;
  }
  return undefined;
}

const extensionOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';

export const isPack = (name: string): boolean => /\.avatar$/i.test(name);

/** Who may be seen in an avatar, and the statement that is stored with it. */
export const CONSENTS = [
  { value: 'me', label: 'It is me', statement: 'I am the person who is seen, and I agree to this avatar.' },
  {
    value: 'agreed',
    label: 'They agreed',
    statement: 'The person who is seen has agreed to this avatar, and I can show that.',
  },
  { value: 'nobody', label: 'Nobody real', statement: 'No real person is seen: the picture is made up.' },
] as const;
export type ConsentChoice = (typeof CONSENTS)[number]['value'];

/** Whether browsers show it as a picture, as a video, or not at all. */
export function shownAs(name: string): 'picture' | 'video' | null {
  const extension = extensionOf(name);
  if (PICTURES.includes(extension)) return 'picture';
  return SHOWN_VIDEOS.includes(extension) ? 'video' : null;
}

/** An avatar_id after a name: `Zoë at work` as `zoe-at-work`. */
export function idAfter(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_ID_LENGTH)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'my-avatar' : plain;
}

/** A name after a file: `me_at-work.v2.mp4` as `me at work v2`. */
export function nameAfter(fileName: string): string {
  return fileName
    .replace(/\.[^.]+$/, '')
    .replace(/[_.\-\s]+/g, ' ')
    .trim()
    .slice(0, 100);
}
