import type { LoggedRequest, RequestOutcome } from '../../api/requests.js';

export type Outcome = RequestOutcome | undefined;

export const OUTCOMES: { value: Outcome; label: string }[] = [
  { value: undefined, label: 'All' },
  { value: 'failed', label: 'Failed' },
  { value: 'broken', label: 'Rule broken' },
  { value: 'noted', label: 'Ignored or filled in' },
];

export const isFailure = ({ code, status }: LoggedRequest): boolean =>
  code === null ? status >= 400 : code !== 1000;

/** The result in a word: the envelope's code, or the HTTP status where there is no envelope. */
export function resultWords(request: LoggedRequest): { label: string; look: 'failed' | 'running' } {
  const label = request.code === null ? `HTTP ${request.status}` : String(request.code);
  return { label, look: isFailure(request) ? 'failed' : 'running' };
}

/** What is worth knowing of a request in one line. */
export function gist({ broken, accepted, msg }: LoggedRequest): string {
  const [first] = broken;
  if (first) {
    const more = broken.length > 1 ? `, and ${broken.length - 1} more` : '';
    return `${first.field === null ? '' : `${first.field}: `}${first.problem}${more}`;
  }
  const ignored = accepted.filter(isIgnored).map(({ field }) => field);
  if (ignored.length > 0) return `Ignored: ${ignored.join(', ')}`;
  return msg ?? '';
}

export const isIgnored = ({ note }: LoggedRequest['accepted'][number]): boolean => /\bignored\b/.test(note);

/** The end of a path, which says most: `session/create`. */
export const shortPath = (path: string): string => path.split('/').slice(-2).join('/');
