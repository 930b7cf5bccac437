import type { PresenterDesign, PresenterProfile } from './design.js';
import { ava } from './designs/ava.js';
import { leo } from './designs/leo.js';
import { maya } from './designs/maya.js';

const DESIGNS: readonly PresenterDesign[] = [ava, leo, maya];

/** The built-in presenters, in the order in which lists show them. */
export const PRESENTERS: readonly PresenterProfile[] = DESIGNS.map((design) => design.profile);

/** Throws when no presenter has this id. */
export function findDesign(id: string): PresenterDesign {
  const design = DESIGNS.find((candidate) => candidate.profile.id === id);
  if (!design) {
    const known = DESIGNS.map((candidate) => candidate.profile.id).join(', ');
    throw new Error(`unknown presenter "${id}"; known are ${known}`);
  }
  return design;
}
