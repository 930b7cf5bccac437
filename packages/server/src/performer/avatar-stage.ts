import { Animator, createPackRenderer, createPresenterRenderer, sparing } from '@avatarium/puppet';
import type { CreateStageParts } from './render-messages.js';

/** Presenters and avatars of packs, as a render thread needs them. */
export const createStageParts: CreateStageParts = async ({ avatar, seed, ...options }, { framesFolder }) => ({
  animator: new Animator({ seed }),
  renderer: sparing(
    avatar.kind === 'presenter'
      ? await createPresenterRenderer({ presenterId: avatar.id, ...options })
      : await createPackRenderer({
          pack: { path: avatar.path },
          ...options,
          frames: framesFolder === undefined ? undefined : { folder: framesFolder },
        }),
  ),
});
