import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

/** Something the reader should know before going on. `bad` is announced at once. */
export function Notice({ bad = false, children }: { bad?: boolean; children: ReactNode }) {
  return (
    <div className={bad ? 'notice bad' : 'notice'} role={bad ? 'alert' : 'status'}>
      <CircleAlert size={17} aria-hidden />
      <div>{children}</div>
    </div>
  );
}
