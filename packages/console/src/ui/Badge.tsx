import type { ReactNode } from 'react';

/** The state of something in a word. Colour only repeats what the word says. */
export function Badge({
  look,
  dot = true,
  children,
}: {
  look?: 'running' | 'waiting' | 'failed';
  dot?: boolean;
  children: ReactNode;
}) {
  return (
    <span className={look ? `badge ${look}` : 'badge'}>
      {dot && <span className="dot" aria-hidden />}
      {children}
    </span>
  );
}
