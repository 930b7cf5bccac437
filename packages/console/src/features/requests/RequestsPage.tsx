import { Pause, Play } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { listRequests } from '../../api/requests.js';
import { useQuery } from '../../api/useQuery.js';
import { Answer } from '../../ui/Answer.js';
import { Button } from '../../ui/Button.js';
import { Filters } from '../../ui/Filters.js';
import { Notice } from '../../ui/Notice.js';
import { Page } from '../../ui/Page.js';
import { Pager } from '../../ui/Pager.js';
import { useLastSeen } from '../../ui/useLastSeen.js';
import { goTo } from '../../workspace/route.js';
import { NoRequests } from './NoRequests.js';
import { RequestDrawer } from './RequestDrawer.js';
import { RequestTable } from './RequestTable.js';
import { OUTCOMES, type Outcome } from './words.js';

const SIZE = 25;
const REFRESH_MS = 2000;

export function RequestsPage({ openId }: { openId?: string }) {
  const [page, setPage] = useState(1);
  const [outcome, setOutcome] = useState<Outcome>();
  const [typed, setTyped] = useState('');
  const [paused, setPaused] = useState(false);
  const path = useDeferredValue(typed.trim());
  const query = useQuery(
    JSON.stringify([page, outcome, path]),
    (signal) => listRequests({ page, size: SIZE, outcome, path }, signal),
    paused ? {} : { everyMs: REFRESH_MS },
  );
  const { thing: open } = useLastSeen(
    openId,
    query.data?.result.find(({ id }) => id === openId),
    query.dataAt,
  );
  const show = (next: Outcome) => {
    setOutcome(next);
    setPage(1);
  };

  return (
    <Page
      title="Requests"
      lead="What your clients sent lately, what the server made of it, and which documented rule it broke. Kept in memory until the server stops."
    >
      <div className="page-bar">
        <Filters label="Filter by outcome" options={OUTCOMES} value={outcome} onChange={show} />
        <div className="page-bar-end">
          <input
            className="input search"
            type="search"
            aria-label="Part of the path"
            placeholder="Part of the path"
            maxLength={200}
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              setPage(1);
            }}
          />
          <Button
            on={paused}
            aria-pressed={paused}
            icon={paused ? <Play size={16} /> : <Pause size={16} />}
            onClick={() => {
              setPaused(!paused);
              if (paused) query.refresh();
            }}
          >
            {paused ? 'Paused' : 'Pause'}
          </Button>
        </div>
      </div>
      <Answer query={query}>
        {({ count, result }) =>
          result.length === 0 ? (
            <NoRequests
              filtered={outcome !== undefined || path !== '' || page > 1}
              onShowAll={() => {
                setTyped('');
                show(undefined);
              }}
            />
          ) : (
            <>
              <RequestTable requests={result} />
              <Pager page={page} size={SIZE} count={count} words={['request', 'requests']} onPage={setPage} />
            </>
          )
        }
      </Answer>
      {openId && !open && query.data && (
        <Notice>
          The request that you are looking for is not among these, or is not remembered any more.
        </Notice>
      )}
      {open && <RequestDrawer request={open} onClose={() => goTo('requests')} />}
    </Page>
  );
}
