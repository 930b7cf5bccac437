import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Button } from './Button.js';

interface DialogProps {
  title: string;
  /** A modal is small and in the middle, a drawer tall at the side; a wide modal has room for a form. */
  className: 'drawer' | 'drawer left' | 'modal' | 'modal wide';
  /** Beside the title. */
  badge?: ReactNode;
  onClose(): void;
  children: ReactNode;
}

/**
 * The browser's own modal dialog: it keeps the focus inside, and Escape closes it. What has `data-first-focus` gets
 * the focus first.
 */
export function Dialog({ title, className, badge, onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>('[data-first-focus]')?.focus();
    return () => dialog?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it too; the click is for the backdrop
    <dialog
      ref={ref}
      className={className}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      <header className="drawer-head">
        <h2 id={titleId}>{title}</h2>
        {badge}
        <Button look="quiet" icon={<X size={20} />} aria-label="Close" onClick={onClose} />
      </header>
      <div className="drawer-body">{children}</div>
    </dialog>
  );
}
