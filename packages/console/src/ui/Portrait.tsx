import { mediaUrl } from '../api/media-url.js';

/** A presenter's face, or the first letter of its name. Says nothing to screen readers: the name stands beside it. */
export function Portrait({ name, url, small }: { name: string; url?: string | null; small?: boolean }) {
  const source = mediaUrl(url);
  const className = small ? 'portrait small' : 'portrait';
  return source ? (
    <img className={className} src={source} alt="" loading="lazy" />
  ) : (
    <span className={`${className} monogram`} aria-hidden>
      {name.slice(0, 1)}
    </span>
  );
}
