import {
  AudioLines,
  BookOpen,
  Clapperboard,
  KeyRound,
  ListVideo,
  type LucideIcon,
  ScrollText,
  UsersRound,
  Webhook as WebhookIcon,
} from 'lucide-react';
import { lazy, type ReactNode, Suspense } from 'react';
import { AvatarsPage } from '../features/avatars/AvatarsPage.js';
import { KeysPage } from '../features/keys/KeysPage.js';
import { KnowledgePage } from '../features/knowledge/KnowledgePage.js';
import { RequestsPage } from '../features/requests/RequestsPage.js';
import { SessionsPage } from '../features/sessions/SessionsPage.js';
import { Studio } from '../features/studio/Studio.js';
import { WebhooksPage } from '../features/webhooks/WebhooksPage.js';
import { Skeleton } from '../ui/Skeleton.js';
import type { PageName } from '../workspace/route.js';

// Apart, since it brings a presenter to draw and the network that hears visemes.
const LipSyncPage = lazy(() => import('../features/lipsync/LipSyncPage.js'));

export interface PageEntry {
  name: PageName;
  label: string;
  icon: LucideIcon;
  /** What is shown; `id` is the one thing that is looked at closely. */
  show(id: string | undefined): ReactNode;
}

/** What is made and used. */
const STAGE_PAGES: PageEntry[] = [
  { name: 'studio', label: 'Studio', icon: Clapperboard, show: () => <Studio /> },
  { name: 'sessions', label: 'Sessions', icon: ListVideo, show: (id) => <SessionsPage openId={id} /> },
  { name: 'avatars', label: 'Avatars', icon: UsersRound, show: (id) => <AvatarsPage openId={id} /> },
  { name: 'knowledge', label: 'Knowledge', icon: BookOpen, show: (id) => <KnowledgePage openId={id} /> },
  {
    name: 'lipsync',
    label: 'Lip sync',
    icon: AudioLines,
    show: () => (
      <Suspense
        fallback={
          <main className="page" aria-busy="true">
            <Skeleton />
          </main>
        }
      >
        <LipSyncPage />
      </Suspense>
    ),
  },
];

/** What a developer looks after. */
const DEVELOPER_PAGES: PageEntry[] = [
  { name: 'keys', label: 'Keys', icon: KeyRound, show: (id) => <KeysPage openId={id} /> },
  { name: 'webhooks', label: 'Webhooks', icon: WebhookIcon, show: (id) => <WebhooksPage openId={id} /> },
  { name: 'requests', label: 'Requests', icon: ScrollText, show: (id) => <RequestsPage openId={id} /> },
];

/** Every page, in the order and in the groups of the navigation. A name that is not here leads to the studio. */
export const PAGE_GROUPS: readonly (readonly PageEntry[])[] = [STAGE_PAGES, DEVELOPER_PAGES];

const studio = STAGE_PAGES[0] as PageEntry;

export function pageOf(name: PageName): PageEntry {
  return PAGE_GROUPS.flat().find((page) => page.name === name) ?? studio;
}
