import { useEffect, useRef, useState } from 'react';
import { signOut } from '../api/endpoints.js';
import { plainWords } from '../api/errors.js';
import { listModels } from '../api/models.js';
import type { ConsoleMe } from '../api/types.js';
import { useQuery } from '../api/useQuery.js';
import { stopAllUploads } from '../features/knowledge/document-uploads.js';
import { forgetDrafts } from '../features/knowledge/drafts.js';
import { LiveSession } from '../live/session.js';
import { LiveSessionContext } from '../live/useLiveSession.js';
import { ConfirmDialog } from '../ui/ConfirmDialog.js';
import { useToast } from '../ui/toast.js';
import { isPageHeld } from '../upload/leave-guard.js';
import { WorkspaceContext } from '../workspace/context.js';
import { hrefTo, useRoute } from '../workspace/route.js';
import { useCatalog } from '../workspace/useCatalog.js';
import { PageBoundary } from './PageBoundary.js';
import { pageOf } from './pages.js';
import { TopBar } from './TopBar.js';

const MODELS_EVERY_MS = 10_000;

/** Everything behind the sign-in. The live session belongs to it, not to the part that is being looked at. */
export default function Workspace({ me, onSignedOut }: { me: ConsoleMe; onSignedOut(): void }) {
  const toast = useToast();
  const [leaving, setLeaving] = useState(false);
  const route = useRoute();
  const page = pageOf(route.page);
  const [live] = useState(() => new LiveSession(toast));

  const [catalog, reloadCatalog] = useCatalog();
  const { baseUrl } = me;
  // An operator may install a voice or a recogniser at any moment, for instance because this page says how.
  const models = useQuery('models', listModels, { everyMs: MODELS_EVERY_MS });
  const inUse = models.data?.models.flatMap(({ name, in_use }) => (in_use ? name : [])).join();
  const shownWith = useRef(inUse);
  useEffect(() => {
    if (inUse === undefined || inUse === shownWith.current) return;
    // Voices come and go with them.
    if (shownWith.current !== undefined) reloadCatalog();
    shownWith.current = inUse;
  }, [inUse, reloadCatalog]);
  const workspace = { baseUrl, catalog, reloadCatalog, models };

  useEffect(() => {
    document.title = `${page.label} · Avatarium`;
  }, [page]);

  // Leaving this page lets go of the room; the server keeps the session for a while, for a way back.
  useEffect(() => () => live.dismiss(), [live]);
  useEffect(() => stopAllUploads, []);

  const leave = async () => {
    if (live.store.get().phase === 'live') await live.end();
    await signOut();
    forgetDrafts();
    onSignedOut();
  };
  const askToLeave = () => {
    if (isPageHeld() || live.store.get().phase === 'live') return setLeaving(true);
    leave().catch((error) => toast({ title: 'Not signed out', text: plainWords(error) }));
  };

  return (
    <WorkspaceContext value={workspace}>
      <LiveSessionContext value={live}>
        <TopBar page={page.name} onSignOut={askToLeave} />
        <PageBoundary key={page.name} place={hrefTo(page.name, route.id)}>
          {page.show(route.id)}
        </PageBoundary>
        {leaving && (
          <ConfirmDialog
            title="Sign out now?"
            verb="Sign out"
            onConfirm={leave}
            onClose={() => setLeaving(false)}
          >
            <p>
              A live session ends, files on their way are given up, and texts that are not saved are lost.
            </p>
          </ConfirmDialog>
        )}
      </LiveSessionContext>
    </WorkspaceContext>
  );
}
