import { type FormEvent, useState } from 'react';
import { type ListedKey, updateKey } from '../../api/keys.js';
import { useSubmit } from '../../api/useSubmit.js';
import { Button } from '../../ui/Button.js';
import { Dialog } from '../../ui/Dialog.js';
import { Field } from '../../ui/Field.js';
import { Notice } from '../../ui/Notice.js';

interface ReceiverDialogProps {
  apiKey: ListedKey;
  onChanged(): void;
  onClose(): void;
}

/** Sets, changes or removes the URL that the events of a key go to. */
export function ReceiverDialog({ apiKey, onChanged, onClose }: ReceiverDialogProps) {
  const before = apiKey.webhook_url ?? '';
  const [url, setUrl] = useState(before);
  const { busy, problem, problemOf, submit } = useSubmit(['webhook_url']);
  const save = async (webhook_url: string | null) => {
    if (await submit(() => updateKey(apiKey._id, { webhook_url }))) {
      onChanged();
      onClose();
    }
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    void save(url.trim() || null);
  };
  return (
    <Dialog title={`Events of “${apiKey.name}”`} className="modal wide" onClose={onClose}>
      <form className="form" onSubmit={send} noValidate>
        <Field
          label="URL"
          problem={problemOf('webhook_url')}
          hint={
            <>
              Gets a POST for every event. A private address needs the server’s <code>URL_ALLOWLIST</code>.
            </>
          }
        >
          {(control) => (
            <input
              {...control}
              className="input"
              type="url"
              inputMode="url"
              autoComplete="off"
              spellCheck={false}
              placeholder="https://example.com/avatars"
              data-first-focus
              value={url}
              onChange={(event) => setUrl(event.target.value)}
            />
          )}
        </Field>
        {problem && <Notice bad>{problem}</Notice>}
        <div className="dialog-ways">
          {before && (
            <Button look="danger" disabled={busy} onClick={() => save(null)}>
              Remove
            </Button>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={busy || url.trim() === before}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
