import type { Manifest } from '@avatarium/puppet/pack';
import { CHIN } from '../face/indices.js';
import type { Plane } from '../image/pixels.js';
import { toPicture } from './frame.js';
import type { FaceMesh } from './mesh.js';

type Head = Pick<Manifest['face'], 'left' | 'top' | 'right' | 'bottom' | 'pivot'>;

/** Where the nape of the neck is, below the eyes, by their distance: about it heads turn. */
const PIVOT = 2.1;

/** The head's bounds with hair: of the person, what lies within the ring around it and above the chin. */
export function headBounds(mesh: FaceMesh, matte: Plane, picture: { width: number; height: number }): Head {
  const { frame, seen, rings } = mesh;
  const places = [...(rings[1] ?? []), CHIN].map((i) =>
    toPicture(frame, seen[i * 2] ?? 0, seen[i * 2 + 1] ?? 0),
  );
  const chin = places[places.length - 1]?.[1] ?? picture.height;
  const [x0, x1] = extent(
    places.map(([x]) => x),
    picture.width,
  );
  const [y0] = extent(
    places.map(([, y]) => y),
    picture.height,
  );
  let [left, right, top] = [x1, x0, chin];
  for (let y = y0; y < Math.min(chin, picture.height); y++)
    for (let x = x0; x < x1; x++)
      if ((matte.data[y * matte.width + x] ?? 0) > 0.5) {
        left = Math.min(left, x);
        right = Math.max(right, x + 1);
        top = Math.min(top, y);
      }
  if (right <= left) [left, right, top] = [x0, x1, y0];
  return { left, top, right, bottom: chin, pivot: toPicture(frame, 0, frame.eyeDistance * PIVOT) };
}

function extent(values: number[], limit: number): [number, number] {
  return [Math.max(0, Math.floor(Math.min(...values))), Math.min(limit, Math.ceil(Math.max(...values)))];
}
