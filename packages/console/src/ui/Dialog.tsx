import { X } from 'lucide-react';
import { type MouseEvent, type ReactNode, type SyntheticEvent, useEffect, useId, useRef } from 'react';
import { Button } from './Button.js';
import { dialogOpened } from './open-dialogs.js';

interface DialogProps {
  title: string;
  /** A modal is small and in the middle, a drawer tall at the side; a wide modal has room for a form. */
  className: 'drawer' | 'drawer left' | 'modal' | 'modal wide';
  /** Beside the title. */
  badge?: ReactNode;
  /** Whether Escape, the backdrop and the cross close it. */
  dismissable?: boolean;
  onClose(): void;
  children: ReactNode;
}

/**
 * The browser's own modal dialog: it keeps the focus inside, and Escape closes it. What has `data-first-focus` gets
 * the focus first.
 */
export function Dialog({ title, className, badge, dismissable = true, onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  // A click counts for the backdrop only if it began there as well: selecting text may end anywhere.
  const pressedOutside = useRef(false);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    dialog.showModal();
    dialog.querySelector<HTMLElement>('[data-first-focus]')?.focus();
    const gone = dialogOpened(dialog);
    return () => {
      gone();
      dialog.close();
    };
  }, []);
  const closed = (event: SyntheticEvent<HTMLDialogElement>) => {
    // React passes the event of a dialog inside this one on; and this one may have been opened again since.
    if (event.target !== event.currentTarget || event.currentTarget.open) return;
    if (dismissable) onClose();
    // For browsers that do not know closedby.
    else event.currentTarget.showModal();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it too; the click is for the backdrop
    <dialog
      ref={ref}
      className={className}
      aria-labelledby={titleId}
      closedby={dismissable ? 'closerequest' : 'none'}
      onClose={closed}
      onPointerDown={(event) => {
        pressedOutside.current = isOutside(event);
      }}
      onClick={(event) => dismissable && pressedOutside.current && isOutside(event) && onClose()}
    >
      <header className="drawer-head">
        <h2 id={titleId}>{title}</h2>
        {badge}
        <Button
          look="quiet"
          icon={<X size={20} />}
          aria-label="Close"
          disabled={!dismissable}
          onClick={onClose}
        />
      </header>
      <div className="drawer-body">{children}</div>
    </dialog>
  );
}

/** On the backdrop, which is part of the dialog but not of its box. */
function isOutside({
  target,
  currentTarget,
  clientX: x,
  clientY: y,
}: MouseEvent<HTMLDialogElement>): boolean {
  const { left, right, top, bottom } = currentTarget.getBoundingClientRect();
  return target === currentTarget && (x < left || x > right || y < top || y > bottom);
}
