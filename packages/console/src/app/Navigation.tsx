import { Braces, ExternalLink, Menu } from 'lucide-react';
import { Fragment, useEffect, useState } from 'react';
import { useLiveSession } from '../live/useLiveSession.js';
import { Button } from '../ui/Button.js';
import { Dialog } from '../ui/Dialog.js';
import { hrefTo, type PageName } from '../workspace/route.js';
import { PAGE_GROUPS, pageOf } from './pages.js';

/** Where the server shows its API. */
const API_REFERENCE = '/docs';

/** The ways to all pages: in a row where there is room for it, else behind a button. */
export function Navigation({ page }: { page: PageName }) {
  const [open, setOpen] = useState(false);
  const live = useLiveSession().state.phase === 'live';
  // biome-ignore lint/correctness/useExhaustiveDependencies: going somewhere closes the menu
  useEffect(() => setOpen(false), [page]);
  return (
    <>
      <nav className="nav-row" aria-label="Main">
        <Links page={page} live={live} />
      </nav>
      <Button
        className="nav-button"
        look="quiet"
        icon={<Menu size={20} />}
        aria-label={live ? 'All pages. A session is live' : 'All pages'}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(true)}
      >
        <span className="nav-here">{pageOf(page).label}</span>
        {live && <LiveDot />}
      </Button>
      {open && (
        <Dialog title="Avatarium" className="drawer left" onClose={() => setOpen(false)}>
          <nav className="nav-list" aria-label="Main">
            <Links page={page} live={live} onGo={() => setOpen(false)} />
          </nav>
        </Dialog>
      )}
    </>
  );
}

function Links({ page, live, onGo }: { page: PageName; live: boolean; onGo?(): void }) {
  return (
    <>
      {PAGE_GROUPS.map((group, index) => (
        <Fragment key={group[0]?.name}>
          {index > 0 && <span className="nav-rule" aria-hidden />}
          {group.map(({ name, label, icon: Icon }) => (
            <a
              key={name}
              href={hrefTo(name)}
              aria-current={page === name ? 'page' : undefined}
              data-first-focus={page === name ? true : undefined}
              onClick={onGo}
            >
              <Icon size={18} aria-hidden />
              {label}
              {name === 'studio' && live && <LiveDot />}
            </a>
          ))}
        </Fragment>
      ))}
      <a href={API_REFERENCE} target="_blank" rel="noopener" onClick={onGo}>
        <Braces size={18} aria-hidden />
        API
        <ExternalLink size={14} aria-hidden />
        <span className="visually-hidden">reference, in a new tab</span>
      </a>
    </>
  );
}

const LiveDot = () => <span className="live-dot" title="A session is live" />;
