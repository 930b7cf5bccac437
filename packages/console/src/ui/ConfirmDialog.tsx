import { type ReactNode, useState } from 'react';
import { plainWords } from '../api/errors.js';
import { Button } from './Button.js';
import { Dialog } from './Dialog.js';
import { Notice } from './Notice.js';

interface ConfirmDialogProps {
  title: string;
  /** What will happen, and what cannot be undone. */
  children: ReactNode;
  /** The word on the button that does it: "Delete", not "OK". */
  verb: string;
  /** Rejects when it could not be done; the dialog stays and says why. */
  onConfirm(): Promise<unknown>;
  onClose(): void;
}

/** Asks before something is done that is hard to undo. The way out has the focus, until it is being done. */
export function ConfirmDialog({ title, children, verb, onConfirm, onClose }: ConfirmDialogProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const confirm = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setProblem(plainWords(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} className="modal" dismissable={!busy} onClose={onClose}>
      <div className="confirm-text">{children}</div>
      {problem && <Notice bad>{problem}</Notice>}
      <div className="dialog-ways">
        <Button data-first-focus disabled={busy} onClick={onClose}>
          Cancel
        </Button>
        <Button
          look="danger"
          disabled={busy}
          icon={busy ? <span className="spinner" /> : undefined}
          onClick={confirm}
        >
          {verb}
        </Button>
      </div>
    </Dialog>
  );
}
