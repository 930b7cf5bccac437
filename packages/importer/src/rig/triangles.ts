import { readFileSync } from 'node:fs';

/** How the canonical face joins its points: three corners for each triangle. */
export const TRIANGLES = JSON.parse(
  readFileSync(new URL('../../models/face-triangles.json', import.meta.url), 'utf8'),
) as number[];
