import { useState } from 'react';

interface LastSeen<T> {
  thing?: T;
  /** When it was last in sight, milliseconds since 1970; undefined while it still is. */
  goneSince?: number;
}

/**
 * The thing of this id as it was last in sight, also when a list that goes on has left it behind.
 * @param listAt when the list came that it was looked for in
 */
export function useLastSeen<T>(
  id: string | undefined,
  inSight: T | undefined,
  listAt: number | undefined,
): LastSeen<T> {
  const [last, setLast] = useState<{ id: string; thing: T; at?: number }>();
  if (id !== undefined && inSight !== undefined && last?.thing !== inSight)
    setLast({ id, thing: inSight, at: listAt });
  if (last === undefined || last.id !== id) return {};
  return { thing: last.thing, goneSince: inSight === undefined ? last.at : undefined };
}
