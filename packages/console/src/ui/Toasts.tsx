import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import { Button } from './Button.js';
import { useTopDialog } from './open-dialogs.js';
import type { ToastContent } from './toast.js';

export interface ToastEntry extends ToastContent {
  id: number;
}

const SHOWN_MS = 8000;

/** In the topmost dialog, if there is one: the browser lets nothing outside of it be seen whole, used or read out. */
export function Toasts({ entries, onDismiss }: { entries: ToastEntry[]; onDismiss(id: number): void }) {
  const dialog = useTopDialog();
  return createPortal(
    <ul className="toasts" aria-live="assertive">
      {entries.map((entry) => (
        <Toast key={entry.id} entry={entry} onDismiss={onDismiss} />
      ))}
    </ul>,
    dialog ?? document.body,
  );
}

function Toast({ entry, onDismiss }: { entry: ToastEntry; onDismiss(id: number): void }) {
  const { id, title, text, good } = entry;
  useEffect(() => {
    const timer = setTimeout(() => onDismiss(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id, onDismiss]);
  return (
    <li className={good ? 'toast good' : 'toast'}>
      {good ? <CircleCheck size={18} aria-hidden /> : <CircleAlert size={18} aria-hidden />}
      <div>
        <strong>{title}</strong>
        {text && <div className="hint">{text}</div>}
      </div>
      <Button
        look="quiet"
        size="small"
        icon={<X size={16} />}
        aria-label={`Dismiss: ${title}`}
        onClick={() => onDismiss(id)}
      />
    </li>
  );
}
