import { ListVideo, Play } from 'lucide-react';
import { useState } from 'react';
import { listSessions } from '../../api/endpoints.js';
import type { SessionStatus } from '../../api/types.js';
import { useQuery } from '../../api/useQuery.js';
import { Answer } from '../../ui/Answer.js';
import { Button } from '../../ui/Button.js';
import { Empty } from '../../ui/Empty.js';
import { Filters } from '../../ui/Filters.js';
import { Page } from '../../ui/Page.js';
import { Pager } from '../../ui/Pager.js';
import { useNow } from '../../ui/useNow.js';
import { goTo } from '../../workspace/route.js';
import { SessionDrawer } from './SessionDrawer.js';
import { SessionTable } from './SessionTable.js';
import { UsagePanel } from './UsagePanel.js';
import { isOpen, STATUS_WORDS } from './words.js';

const REFRESH_MS = 3000;
const SIZE = 20;

const FILTERS: { value: SessionStatus | undefined; label: string }[] = [
  { value: undefined, label: 'All' },
  ...([2, 1, 3, 4] as const).map((value) => ({ value, label: STATUS_WORDS[value].label })),
];

export function SessionsPage({ openId }: { openId?: string }) {
  const [page, setPage] = useState(1);
  const [status, setStatus] = useState<SessionStatus>();
  const query = useQuery(`${page} ${status}`, (signal) => listSessions(page, SIZE, status, signal), {
    everyMs: REFRESH_MS,
  });
  const now = useNow(query.data?.result.some(isOpen) ?? false);
  const show = (next: SessionStatus | undefined) => {
    setStatus(next);
    setPage(1);
  };

  return (
    <Page title="Sessions" lead="Every session of your account: from this page, and from the API.">
      <UsagePanel />
      <Filters label="Filter by status" options={FILTERS} value={status} onChange={show} />
      <Answer query={query}>
        {({ count, result }) =>
          result.length === 0 ? (
            <NoSessions filtered={status !== undefined || page > 1} onShowAll={() => show(undefined)} />
          ) : (
            <>
              <SessionTable sessions={result} now={now} onChanged={query.refresh} />
              <Pager page={page} size={SIZE} count={count} words={['session', 'sessions']} onPage={setPage} />
            </>
          )
        }
      </Answer>
      {openId && (
        <SessionDrawer key={openId} id={openId} onClose={() => goTo('sessions')} onChanged={query.refresh} />
      )}
    </Page>
  );
}

function NoSessions({ filtered, onShowAll }: { filtered: boolean; onShowAll(): void }) {
  const start = (
    <Button look="primary" icon={<Play size={17} fill="currentColor" />} onClick={() => goTo('studio')}>
      To the studio
    </Button>
  );
  return (
    <Empty
      icon={<ListVideo size={26} />}
      title={filtered ? 'None of these' : 'No session yet'}
      actions={
        <>
          {filtered && <Button onClick={onShowAll}>Show all</Button>}
          {start}
        </>
      }
    >
      {filtered
        ? 'No session matches. Look at all of them, or start one.'
        : 'Start one in the studio, or through the API. It will be listed here with its times and its end.'}
    </Empty>
  );
}
