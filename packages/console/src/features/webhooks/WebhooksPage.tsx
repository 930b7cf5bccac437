import { Webhook } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from '../../api/useQuery.js';
import { listDeliveries } from '../../api/webhooks.js';
import { Answer } from '../../ui/Answer.js';
import { Empty } from '../../ui/Empty.js';
import { Notice } from '../../ui/Notice.js';
import { Page } from '../../ui/Page.js';
import { Pager } from '../../ui/Pager.js';
import { useLastSeen } from '../../ui/useLastSeen.js';
import { goTo } from '../../workspace/route.js';
import { DeliveryDrawer } from './DeliveryDrawer.js';
import { DeliveryTable } from './DeliveryTable.js';
import { HowToVerify } from './HowToVerify.js';
import { Receivers } from './Receivers.js';

const SIZE = 20;
const REFRESH_MS = 3000;

export function WebhooksPage({ openId }: { openId?: string }) {
  const [page, setPage] = useState(1);
  const query = useQuery(`${page}`, (signal) => listDeliveries(page, SIZE, signal), {
    everyMs: REFRESH_MS,
  });
  const { thing: open, goneSince } = useLastSeen(
    openId,
    query.data?.result.find(({ _id }) => _id === openId),
    query.dataAt,
  );
  return (
    <Page
      title="Webhooks"
      lead="Your server is told when sessions start and end, and what becomes of avatars. Each key has a receiver of its own."
    >
      <Receivers />
      <HowToVerify />
      <section className="page-part" aria-label="Deliveries">
        <h2>Deliveries</h2>
        <Answer query={query}>
          {({ count, result }) =>
            result.length === 0 && page === 1 ? (
              <Empty icon={<Webhook size={26} />} title="Nothing sent yet">
                Set a URL for a key above. From then on, what happens to its sessions and avatars is sent
                there and listed here, for 30 days.
              </Empty>
            ) : (
              <>
                {result.length > 0 ? (
                  <DeliveryTable deliveries={result} />
                ) : (
                  <p className="hint">There are none on this page any more.</p>
                )}
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
      </section>
      {openId && !open && query.data && (
        <Notice>The delivery that you are looking for is not among these.</Notice>
      )}
      {open && (
        <DeliveryDrawer
          delivery={open}
          asOf={goneSince}
          onClose={() => goTo('webhooks')}
          onChanged={query.refresh}
        />
      )}
    </Page>
  );
}
