import { type FormEvent, useState } from 'react';
import { type ApiKeyWithSecret, createKey } from '../../api/keys.js';
import { useSubmit } from '../../api/useSubmit.js';
import { Button } from '../../ui/Button.js';
import { Dialog } from '../../ui/Dialog.js';
import { Notice } from '../../ui/Notice.js';
import { KeyFields } from './KeyFields.js';
import { changeOf, emptyKeyForm, KEY_FIELDS } from './limits.js';

interface CreateKeyDialogProps {
  onMade(key: ApiKeyWithSecret): void;
  onClose(): void;
}

export function CreateKeyDialog({ onMade, onClose }: CreateKeyDialogProps) {
  const [values, setValues] = useState(emptyKeyForm);
  const { busy, problem, problemOf, submit } = useSubmit(KEY_FIELDS);
  const send = (event: FormEvent) => {
    event.preventDefault();
    void submit(async () => onMade(await createKey(changeOf(emptyKeyForm, values))));
  };
  return (
    <Dialog title="New key" className="modal wide" onClose={onClose}>
      <form className="form" onSubmit={send} noValidate>
        <KeyFields values={values} onChange={setValues} problemOf={problemOf} first />
        {problem && <Notice bad>{problem}</Notice>}
        <div className="dialog-ways">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={busy} icon={busy && <span className="spinner" />}>
            Create key
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
