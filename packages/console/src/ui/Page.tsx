import type { ReactNode } from 'react';

interface PageProps {
  title: string;
  /** What this page is for, in a sentence. */
  lead?: ReactNode;
  /** The one thing to do here, a primary button. */
  action?: ReactNode;
  children: ReactNode;
}

/** The frame of every page but the studio. */
export function Page({ title, lead, action, children }: PageProps) {
  return (
    <main className="page">
      <header className="page-head">
        <div>
          <h1>{title}</h1>
          {lead && <p className="page-lead">{lead}</p>}
        </div>
        {action && <div className="page-action">{action}</div>}
      </header>
      {children}
    </main>
  );
}
