import { useEffect, useMemo, useState } from 'react';
import { signOut } from '../api/endpoints.js';
import { plainWords } from '../api/errors.js';
import type { ConsoleMe } from '../api/types.js';
import { stopAllUploads } from '../features/knowledge/document-uploads.js';
import { LiveSession } from '../live/session.js';
import { LiveSessionContext } from '../live/useLiveSession.js';
import { useToast } from '../ui/toast.js';
import { WorkspaceContext } from '../workspace/context.js';
import { useRoute } from '../workspace/route.js';
import { useCatalog } from '../workspace/useCatalog.js';
import { pageOf } from './pages.js';
import { TopBar } from './TopBar.js';

/** Everything behind the sign-in. The live session belongs to it, not to the part that is being looked at. */
export default function Workspace({ me, onSignedOut }: { me: ConsoleMe; onSignedOut(): void }) {
  const toast = useToast();
  const route = useRoute();
  const page = pageOf(route.page);
  const [live] = useState(() => new LiveSession(toast));

  const [catalog, reloadCatalog] = useCatalog();
  const { baseUrl } = me;
  const workspace = useMemo(() => ({ baseUrl, catalog, reloadCatalog }), [baseUrl, catalog, reloadCatalog]);

  useEffect(() => {
    document.title = `${page.label} · Avatarium`;
  }, [page]);

  // Leaving this page lets go of the room; the server keeps the session for a while, for a way back.
  useEffect(() => () => live.dismiss(), [live]);
  useEffect(() => stopAllUploads, []);

  const leave = async () => {
    try {
      if (live.store.get().phase === 'live') await live.end();
      await signOut();
      onSignedOut();
    } catch (error) {
      toast({ title: 'Not signed out', text: plainWords(error) });
    }
  };

  return (
    <WorkspaceContext value={workspace}>
      <LiveSessionContext value={live}>
        <TopBar page={page.name} onSignOut={leave} />
        {page.show(route.id)}
      </LiveSessionContext>
    </WorkspaceContext>
  );
}
