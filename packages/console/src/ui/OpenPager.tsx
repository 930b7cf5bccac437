import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Button } from './Button.js';

interface OpenPagerProps {
  page: number;
  /** As many as fit: there may be more. */
  isFull: boolean;
  /** What is listed: `sessions`. */
  words: string;
  onPage(page: number): void;
}

/** Below a list of which nobody knows how long it is in all. */
export function OpenPager({ page, isFull, words, onPage }: OpenPagerProps) {
  if (page === 1 && !isFull) return null;
  return (
    <nav className="pager" aria-label="Pages">
      <Button
        size="small"
        icon={<ChevronLeft size={16} />}
        aria-label={`Previous ${words}`}
        disabled={page === 1}
        onClick={() => onPage(page - 1)}
      />
      <span className="hint figures-text" aria-live="polite">
        Page {page}
      </span>
      <Button
        size="small"
        icon={<ChevronRight size={16} />}
        aria-label={`Next ${words}`}
        disabled={!isFull}
        onClick={() => onPage(page + 1)}
      />
    </nav>
  );
}
