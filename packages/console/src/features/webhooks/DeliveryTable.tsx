import type { WebhookDelivery } from '../../api/webhooks.js';
import { Badge } from '../../ui/Badge.js';
import { Moment } from '../../ui/Moment.js';
import { type Column, Table } from '../../ui/Table.js';
import { hrefTo } from '../../workspace/route.js';
import { answerWords, stateWords } from './words.js';

const COLUMNS: Column<WebhookDelivery>[] = [
  { label: 'Event', place: 'main', cell: (delivery) => <Event delivery={delivery} /> },
  { label: 'State', place: 'badge', cell: (delivery) => <DeliveryState delivery={delivery} /> },
  { label: 'Attempts', cell: ({ attempts }) => attempts },
  { label: 'Last answer', cell: (delivery) => answerWords(delivery) },
  { label: 'Next try', cell: ({ next_attempt_at }) => <Moment at={next_attempt_at} seconds /> },
  { label: 'Happened', cell: ({ created_at }) => <Moment at={created_at} seconds /> },
];

export function DeliveryTable({ deliveries }: { deliveries: readonly WebhookDelivery[] }) {
  return <Table label="Deliveries" columns={COLUMNS} rows={deliveries} keyOf={({ _id }) => _id} />;
}

function Event({ delivery: { _id, event, url } }: { delivery: WebhookDelivery }) {
  return (
    <>
      <a className="row-link" href={hrefTo('webhooks', _id)}>
        {event}
      </a>
      <code className="row-id">{url}</code>
    </>
  );
}

export function DeliveryState({ delivery }: { delivery: WebhookDelivery }) {
  const { label, look } = stateWords(delivery);
  return <Badge look={look}>{label}</Badge>;
}
