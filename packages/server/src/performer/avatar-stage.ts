import { Animator, createPackRenderer, createPresenterRenderer, sparing } from '@avatarium/puppet';
import type { CreateStageParts } from './render-messages.js';

/** Avatars of either kind, as a render thread needs them. */
export const createStageParts: CreateStageParts = async ({ seed, avatar, ...options }) => {
  const renderer =
    avatar.kind === 'presenter'
      ? await createPresenterRenderer({ presenterId: avatar.id, ...options })
      : await createPackRenderer({ pack: { path: avatar.path }, ...options });
  return { animator: new Animator({ seed }), renderer: sparing(renderer) };
};
