import { Ban, CircleCheck, RefreshCcw, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { plainWords } from '../../api/errors.js';
import { type ApiKeyWithSecret, deleteKey, type ListedKey, rotateKey, updateKey } from '../../api/keys.js';
import { Button } from '../../ui/Button.js';
import { ConfirmDialog } from '../../ui/ConfirmDialog.js';
import { Notice } from '../../ui/Notice.js';
import { useToast } from '../../ui/toast.js';

/** The key that the server's settings speak of. */
const DEFAULT_NAME = 'default';

interface KeyActionsProps {
  apiKey: ListedKey;
  onChanged(): void;
  onSecret(made: ApiKeyWithSecret): void;
  onDeleted(): void;
}

/** What ends something for those who use the key. Each asks first; the key that is signed in with stays. */
export function KeyActions({ apiKey, onChanged, onSecret, onDeleted }: KeyActionsProps) {
  const toast = useToast();
  const [asking, setAsking] = useState<'disable' | 'rotate' | 'delete'>();
  const { _id, name, current, disabled } = apiKey;
  const done = () => setAsking(undefined);

  const enable = async () => {
    try {
      await updateKey(_id, { disabled: false });
      onChanged();
    } catch (error) {
      toast({ title: 'Not enabled', text: plainWords(error) });
    }
  };

  return (
    <section className="detail-part" aria-label="Secret and end">
      <Action
        title="New secret"
        text={
          current
            ? 'The old one stops working at once. This page stays signed in.'
            : 'The old one stops working at once.'
        }
      >
        <Button size="small" icon={<RefreshCcw size={15} />} onClick={() => setAsking('rotate')}>
          Rotate
        </Button>
      </Action>
      <Action
        title={disabled ? 'Enable' : 'Disable'}
        text={
          current
            ? 'Not while you are signed in with it: you would lock yourself out.'
            : disabled
              ? 'It works again, with new tokens and sign-ins.'
              : 'It is refused until it is enabled again. Its sessions end now.'
        }
      >
        {disabled ? (
          <Button size="small" icon={<CircleCheck size={15} />} disabled={current} onClick={enable}>
            Enable
          </Button>
        ) : (
          <Button
            size="small"
            icon={<Ban size={15} />}
            disabled={current}
            onClick={() => setAsking('disable')}
          >
            Disable
          </Button>
        )}
      </Action>
      <Action
        title="Delete"
        text={
          current
            ? 'Not while you are signed in with it: you would lock yourself out.'
            : 'For good. Its sessions end and stay in the list.'
        }
      >
        <Button
          size="small"
          look="danger"
          icon={<Trash2 size={15} />}
          disabled={current}
          onClick={() => setAsking('delete')}
        >
          Delete
        </Button>
      </Action>

      {asking === 'disable' && (
        <ConfirmDialog
          title={`Disable “${name}”?`}
          verb="Disable"
          onClose={done}
          onConfirm={async () => {
            await updateKey(_id, { disabled: true });
            onChanged();
          }}
        >
          <p>Programs that use it are refused from now on, and its running sessions end.</p>
          <p className="hint">It can be enabled again. Tokens and sign-ins that it had do not come back.</p>
        </ConfirmDialog>
      )}
      {asking === 'rotate' && (
        <ConfirmDialog
          title={`New secret for “${name}”?`}
          verb="Rotate"
          onClose={done}
          onConfirm={async () => onSecret(await rotateKey(_id))}
        >
          <p>
            The old secret and all tokens made with it stop working at once. Running sessions go on. Webhooks
            are signed with the new secret.
          </p>
          {name === DEFAULT_NAME && (
            <Notice>
              If the server is started with API_KEY set, set the new secret there too: otherwise the old one
              is back at the next start.
            </Notice>
          )}
        </ConfirmDialog>
      )}
      {asking === 'delete' && (
        <ConfirmDialog
          title={`Delete “${name}”?`}
          verb="Delete"
          onClose={done}
          onConfirm={async () => {
            await deleteKey(_id);
            onDeleted();
            onChanged();
          }}
        >
          <p>
            Programs that use it are refused from now on, its running sessions end, and its webhooks are no
            longer sent.
          </p>
          <p className="hint">This cannot be undone. To stop it for a while, disable it.</p>
        </ConfirmDialog>
      )}
    </section>
  );
}

function Action({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <div className="detail-action">
      <div>
        <h3 className="label">{title}</h3>
        <p className="hint">{text}</p>
      </div>
      {children}
    </div>
  );
}
