import { Webhook } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from '../../api/useQuery.js';
import { listDeliveries, type WebhookDelivery } from '../../api/webhooks.js';
import { Answer } from '../../ui/Answer.js';
import { Empty } from '../../ui/Empty.js';
import { Moment } from '../../ui/Moment.js';
import { Page } from '../../ui/Page.js';
import { Pager } from '../../ui/Pager.js';
import { type Column, Table } from '../../ui/Table.js';

const SIZE = 20;

const COLUMNS: Column<WebhookDelivery>[] = [
  { label: 'Event', place: 'main', cell: ({ event }) => event },
  { label: 'Created', cell: ({ created_at }) => <Moment at={created_at} /> },
];

export function WebhooksPage({ openId: _ }: { openId?: string }) {
  const [page, setPage] = useState(1);
  const query = useQuery(`${page}`, (signal) => listDeliveries(page, SIZE, signal));
  return (
    <Page
      title="Webhooks"
      lead="Your server is told when sessions start and end, and when avatars are ready."
    >
      <Answer query={query}>
        {({ count, result }) =>
          result.length === 0 ? (
            <Empty icon={<Webhook size={26} />} title="Nothing sent yet" />
          ) : (
            <>
              <Table label="Deliveries" columns={COLUMNS} rows={result} keyOf={({ _id }) => _id} />
              <Pager
                page={page}
                size={SIZE}
                count={count}
                words={['delivery', 'deliveries']}
                onPage={setPage}
              />
            </>
          )
        }
      </Answer>
    </Page>
  );
}
