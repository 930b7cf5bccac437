import { Send } from 'lucide-react';
import { useState } from 'react';
import { plainWords } from '../../api/errors.js';
import { retryDelivery, type WebhookDelivery } from '../../api/webhooks.js';
import { Button } from '../../ui/Button.js';
import { CodeBlock } from '../../ui/CodeBlock.js';
import { CopyField } from '../../ui/CopyField.js';
import { Dialog } from '../../ui/Dialog.js';
import { Facts } from '../../ui/Facts.js';
import { Moment } from '../../ui/Moment.js';
import { Notice } from '../../ui/Notice.js';
import { useToast } from '../../ui/toast.js';
import { hrefTo } from '../../workspace/route.js';
import { DeliveryState } from './DeliveryTable.js';
import { answerWords, EVENT_WORDS } from './words.js';

interface DeliveryDrawerProps {
  delivery: WebhookDelivery;
  /** Set once it is not kept up to date any more: when it was like this, milliseconds since 1970. */
  asOf?: number;
  onClose(): void;
  onChanged(): void;
}

/** One event, and how its delivery went. */
export function DeliveryDrawer({ delivery, asOf, onClose, onChanged }: DeliveryDrawerProps) {
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const { payload } = delivery;
  const sendAgain = async () => {
    setBusy(true);
    try {
      await retryDelivery(delivery._id);
    } catch (error) {
      toast({ title: 'Not sent', text: plainWords(error) });
    } finally {
      setBusy(false);
      onChanged();
    }
  };
  return (
    <Dialog title={delivery.event} className="drawer" onClose={onClose}>
      {asOf !== undefined && (
        <Notice>
          Newer deliveries have moved this one off the page of the list behind it. What you see is as of{' '}
          <Moment at={asOf} seconds />.
        </Notice>
      )}
      <div className="detail-head">
        <DeliveryState delivery={delivery} />
        <span className="hint">{EVENT_WORDS[delivery.event]}</span>
        <div className="detail-ways">
          <Button size="small" icon={<Send size={15} />} disabled={busy} onClick={sendAgain}>
            {delivery.state === 'pending' ? 'Send now' : 'Send again'}
          </Button>
        </div>
      </div>
      {delivery.last_error && <Notice bad>{answerWords(delivery)}</Notice>}
      <Facts
        facts={[
          ['Attempts', delivery.attempts],
          ['Last answer', delivery.last_status === null ? 'None' : `HTTP ${delivery.last_status}`],
          [
            'Next try',
            delivery.next_attempt_at && <Moment key="next" at={delivery.next_attempt_at} seconds />,
          ],
          ['Delivered', delivery.delivered_at && <Moment key="done" at={delivery.delivered_at} seconds />],
          ['Happened', <Moment key="at" at={delivery.created_at} seconds />],
          [
            payload.event.startsWith('session.') ? 'Session' : 'Avatar',
            payload.event.startsWith('session.') ? (
              <a key="about" href={hrefTo('sessions', payload._id)}>
                {payload._id}
              </a>
            ) : (
              payload.avatar_id
            ),
          ],
        ]}
      />
      <CopyField label="Sent to" value={delivery.url} />
      <CodeBlock title="Event, before it is encrypted" text={JSON.stringify(payload, null, 2)} />
      <p className="hint">
        Sending again goes to the key’s present URL. The receiver may get an event twice: it knows it by its{' '}
        <code>event_id</code>.
      </p>
    </Dialog>
  );
}
