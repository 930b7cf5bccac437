import { ChevronLeft, ChevronRight, Play } from 'lucide-react';
import { useState } from 'react';
import type { SessionStatus } from '../../api/types.js';
import { Button } from '../../ui/Button.js';
import { Notice } from '../../ui/Notice.js';
import { useNow } from '../../ui/useNow.js';
import { goTo, href } from '../../workspace/route.js';
import { SessionRow } from './SessionRow.js';
import { PAGE_SIZE, useSessionPage } from './useSessionPage.js';
import { isOpen, STATUS_WORDS } from './words.js';

const FILTERS: { value: SessionStatus | undefined; label: string }[] = [
  { value: undefined, label: 'All' },
  ...([2, 1, 3, 4] as const).map((value) => ({ value, label: STATUS_WORDS[value].label })),
];

export function Sessions() {
  const [page, setPage] = useState(1);
  const [status, setStatus] = useState<SessionStatus>();
  const { data, problem, refresh } = useSessionPage(page, status);
  const now = useNow(data?.sessions.some(isOpen) ?? false);
  const pages = Math.max(1, Math.ceil((data?.count ?? 0) / PAGE_SIZE));

  return (
    <main className="sessions">
      <header className="sessions-head">
        <h1>Sessions</h1>
        <div className="filters" role="toolbar" aria-label="Filter by status">
          {FILTERS.map(({ value, label }) => (
            <Button
              key={label}
              size="small"
              on={value === status}
              aria-pressed={value === status}
              onClick={() => {
                setStatus(value);
                setPage(1);
              }}
            >
              {label}
            </Button>
          ))}
        </div>
      </header>
      {problem && <Notice bad>{problem}</Notice>}
      {!data && !problem && (
        <div className="side-empty" aria-busy="true">
          <span className="spinner" />
          <p className="hint">Loading the list…</p>
        </div>
      )}
      {data && data.sessions.length === 0 && (
        <div className="side-empty">
          <h2>{status === undefined && page === 1 ? 'No session yet' : 'None of these'}</h2>
          <p className="hint">
            {status === undefined && page === 1
              ? 'Sessions from this page and from the API will be listed here.'
              : 'No session matches. Look at all of them, or start one.'}
          </p>
          <div className="end-ways">
            {(status !== undefined || page > 1) && (
              <Button
                onClick={() => {
                  setStatus(undefined);
                  setPage(1);
                }}
              >
                Show all
              </Button>
            )}
            <Button
              look="primary"
              icon={<Play size={17} fill="currentColor" />}
              onClick={() => goTo('studio')}
            >
              To the studio
            </Button>
          </div>
        </div>
      )}
      {data && data.sessions.length > 0 && (
        <>
          <table className="session-table">
            <thead>
              <tr>
                <th scope="col">Status</th>
                <th scope="col">Presenter</th>
                <th scope="col">Created</th>
                <th scope="col">Length</th>
                <th scope="col">Ended by</th>
                <th scope="col">
                  <span className="visually-hidden">What to do</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.sessions.map((session) => (
                <SessionRow key={session._id} session={session} now={now} onChanged={refresh} />
              ))}
            </tbody>
          </table>
          <nav className="paging" aria-label="Pages">
            <Button
              size="small"
              icon={<ChevronLeft size={16} />}
              aria-label="Newer sessions"
              disabled={page === 1}
              onClick={() => setPage(page - 1)}
            />
            <span className="hint figures-text">
              Page {page} of {pages} · {data.count} {data.count === 1 ? 'session' : 'sessions'}
            </span>
            <Button
              size="small"
              icon={<ChevronRight size={16} />}
              aria-label="Older sessions"
              disabled={page >= pages}
              onClick={() => setPage(page + 1)}
            />
          </nav>
        </>
      )}
      <a className="visually-hidden" href={href.studio}>
        Back to the studio
      </a>
    </main>
  );
}
