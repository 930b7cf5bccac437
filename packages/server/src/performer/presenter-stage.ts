import { Animator, createPresenterRenderer, sparing } from '@avatarium/puppet';
import type { CreateStageParts } from './render-messages.js';

/** Built-in presenters, as a render thread needs them. */
export const createStageParts: CreateStageParts = async ({ seed, ...options }) => ({
  animator: new Animator({ seed }),
  renderer: sparing(await createPresenterRenderer(options)),
});
