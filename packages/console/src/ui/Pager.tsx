import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Button } from './Button.js';

interface PagerProps {
  page: number;
  size: number;
  /** Of all pages. */
  count: number;
  /** One of what is listed, and several: `['session', 'sessions']`. */
  words: [one: string, many: string];
  onPage(page: number): void;
}

/** Below a list. Says how many there are, and turns the page where there is more than one. */
export function Pager({ page, size, count, words, onPage }: PagerProps) {
  const pages = Math.max(1, Math.ceil(count / size));
  const total = `${count} ${words[count === 1 ? 0 : 1]}`;
  if (pages === 1 && page === 1) return <p className="pager hint figures-text">{total}</p>;
  return (
    <nav className="pager" aria-label="Pages">
      <Button
        size="small"
        icon={<ChevronLeft size={16} />}
        aria-label={`Previous ${words[1]}`}
        disabled={page === 1}
        onClick={() => onPage(page - 1)}
      />
      <span className="hint figures-text" aria-live="polite">
        Page {page} of {pages} · {total}
      </span>
      <Button
        size="small"
        icon={<ChevronRight size={16} />}
        aria-label={`Next ${words[1]}`}
        disabled={page >= pages}
        onClick={() => onPage(page + 1)}
      />
    </nav>
  );
}
