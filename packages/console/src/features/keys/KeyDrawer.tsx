import { type FormEvent, useState } from 'react';
import { type ApiKeyWithSecret, findKey, type ListedKey, updateKey } from '../../api/keys.js';
import { useQuery } from '../../api/useQuery.js';
import { useSubmit } from '../../api/useSubmit.js';
import { Answer } from '../../ui/Answer.js';
import { Button } from '../../ui/Button.js';
import { CopyField } from '../../ui/CopyField.js';
import { Dialog } from '../../ui/Dialog.js';
import { Facts } from '../../ui/Facts.js';
import { Moment } from '../../ui/Moment.js';
import { Notice } from '../../ui/Notice.js';
import { useToast } from '../../ui/toast.js';
import { hrefTo } from '../../workspace/route.js';
import { KeyActions } from './KeyActions.js';
import { KeyFields } from './KeyFields.js';
import { Budget, KeyState } from './KeyTable.js';
import { changeOf, KEY_FIELDS, keyFormOf } from './limits.js';

interface KeyDrawerProps {
  id: string;
  onClose(): void;
  onChanged(): void;
  onSecret(made: ApiKeyWithSecret): void;
}

/** One key in full, and what can be done with it. */
export function KeyDrawer({ id, onClose, onChanged, onSecret }: KeyDrawerProps) {
  const query = useQuery(id, (signal) => findKey(id, signal));
  const changed = () => {
    query.refresh();
    onChanged();
  };
  return (
    <Dialog title={query.data?.name ?? 'Key'} className="drawer" onClose={onClose}>
      <Answer query={query}>
        {(key) => (
          <>
            <div className="detail-head">
              <KeyState apiKey={key} />
              {key.current && <span className="hint">You are signed in with this key.</span>}
            </div>
            <Facts
              facts={[
                ['Used', <Budget key="used" apiKey={key} />],
                ['Account', `${key.account} (uid ${key.uid})`],
                ['Webhook', <Webhook key="webhook" apiKey={key} />],
                ['Created', <Moment key="created" at={key.create_time} />],
              ]}
            />
            <CopyField label="Client id" value={key.client_id} />
            <KeyForm key={JSON.stringify(keyFormOf(key))} apiKey={key} onChanged={changed} />
            <KeyActions apiKey={key} onChanged={changed} onSecret={onSecret} onDeleted={onClose} />
          </>
        )}
      </Answer>
    </Dialog>
  );
}

function Webhook({ apiKey }: { apiKey: ListedKey }) {
  return (
    <>
      {apiKey.webhook_url ?? 'None'} · <a href={hrefTo('webhooks')}>Webhooks</a>
    </>
  );
}

function KeyForm({ apiKey, onChanged }: { apiKey: ListedKey; onChanged(): void }) {
  const toast = useToast();
  const before = keyFormOf(apiKey);
  const [values, setValues] = useState(before);
  const { busy, problem, problemOf, submit } = useSubmit(KEY_FIELDS);
  const change = changeOf(before, values);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (await submit(() => updateKey(apiKey._id, change))) {
      toast({ title: 'Saved', text: '', good: true });
      onChanged();
    }
  };
  return (
    <form className="form detail-part" onSubmit={send} noValidate aria-label="Name and limits">
      <h3>Name and limits</h3>
      <KeyFields
        values={values}
        onChange={setValues}
        problemOf={problemOf}
        limitsLocked={
          apiKey.current
            ? 'A key cannot limit itself, so that nobody locks themselves out: sign in with another key for that.'
            : undefined
        }
      />
      {problem && <Notice bad>{problem}</Notice>}
      <div className="dialog-ways">
        <Button
          type="submit"
          look="primary"
          disabled={busy || Object.keys(change).length === 0}
          icon={busy && <span className="spinner" />}
        >
          Save changes
        </Button>
      </div>
    </form>
  );
}
