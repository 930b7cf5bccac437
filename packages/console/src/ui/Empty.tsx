import type { ReactNode } from 'react';

interface EmptyProps {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  /** Buttons. */
  actions?: ReactNode;
}

/** In place of a list that has nothing in it: why, and what to do about it. */
export function Empty({ icon, title, children, actions }: EmptyProps) {
  return (
    <section className="empty">
      {icon && (
        <span className="empty-icon" aria-hidden>
          {icon}
        </span>
      )}
      <h2>{title}</h2>
      {children && <div className="empty-text">{children}</div>}
      {actions && <div className="empty-actions">{actions}</div>}
    </section>
  );
}
