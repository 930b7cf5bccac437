import { RefreshCw, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './Button.js';
import { Empty } from './Empty.js';
import { Notice } from './Notice.js';
import { Skeleton } from './Skeleton.js';
import { moment } from './time.js';

interface AnswerProps<T> {
  query: { data?: T; problem?: string; dataAt?: number; changing: boolean; refresh(): void };
  /** Shown until the first answer. */
  skeleton?: ReactNode;
  children(data: T): ReactNode;
}

/** What came of a question to the server: a skeleton, what was answered, or what went wrong with a way to try again. */
export function Answer<T>({ query, skeleton = <Skeleton />, children }: AnswerProps<T>) {
  const { data, problem, dataAt, changing, refresh } = query;
  const retry = (
    <Button size="small" icon={<RefreshCw size={15} />} onClick={refresh}>
      Try again
    </Button>
  );
  if (data === undefined) {
    if (!problem) return skeleton;
    return (
      <div role="alert">
        <Empty icon={<Unplug size={26} />} title="Nothing to show" actions={retry}>
          {problem}
        </Empty>
      </div>
    );
  }
  return (
    <>
      {problem && (
        <Notice bad>
          {problem} {dataAt !== undefined && `What you see is from ${moment(dataAt)}.`}
        </Notice>
      )}
      <div className="answer" aria-busy={changing}>
        {children(data)}
      </div>
    </>
  );
}
