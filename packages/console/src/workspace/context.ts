import { createContext, useContext } from 'react';
import type { ModelList } from '../api/models.js';
import type { Avatar, Session, Voice } from '../api/types.js';
import type { Query } from '../api/useQuery.js';
import type { StartPlan } from '../live/state.js';
import { goTo } from './route.js';
import { chooseForStart, planOf, type Setup } from './setup.js';
import type { CatalogState } from './useCatalog.js';

/** What every part behind the sign-in knows. */
interface WorkspaceValue {
  /** What API callers put before the paths. */
  baseUrl: string;
  catalog: CatalogState;
  reloadCatalog(): void;
  /** What the server speaks, listens and answers with, and what could be installed. */
  models: Query<ModelList>;
}

export const WorkspaceContext = createContext<WorkspaceValue | undefined>(undefined);

export function useWorkspace(): WorkspaceValue {
  const value = useContext(WorkspaceContext);
  if (!value) throw new Error('useWorkspace needs a WorkspaceContext above it');
  return value;
}

/** The presenter of this id, as far as the catalogue has arrived. */
export function useAvatar(avatarId: string | undefined): Avatar | undefined {
  const { catalog } = useWorkspace();
  if (catalog.state !== 'ready') return undefined;
  return catalog.avatars.find((avatar) => avatar.avatar_id === avatarId);
}

/** The voice of this id, as far as the catalogue has arrived. */
export function useVoice(voiceId: string): Voice | undefined {
  const { catalog } = useWorkspace();
  if (catalog.state !== 'ready') return undefined;
  return catalog.voices.find((voice) => voice.voice_id === voiceId);
}

/** How to show a session that was started elsewhere. */
export function usePlanOf(): (session: Session) => StartPlan | undefined {
  const { catalog } = useWorkspace();
  return (session) => (catalog.state === 'ready' ? planOf(session, catalog) : undefined);
}

/** Leads to the studio with something chosen there; what the choice is of may be new. */
export function useStudioWith(): (choice: Partial<Setup>) => void {
  const { reloadCatalog } = useWorkspace();
  return (choice) => {
    chooseForStart(choice);
    reloadCatalog();
    goTo('studio');
  };
}
