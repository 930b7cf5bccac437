import { MAX_FILE_NAME_LENGTH } from '@avatarium/contract';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what has to go.
const UNSHOWABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A caller's name for a file, without folders and without what does not show or turns text around. */
export function fileName(given: string | undefined): string {
  const last = (given ?? '').split(/[\\/]/).at(-1) ?? '';
  const clean = last.replace(UNSHOWABLE, '').trim().slice(0, MAX_FILE_NAME_LENGTH);
  return clean === '' || clean === '.' || clean === '..' ? 'upload' : clean;
}
