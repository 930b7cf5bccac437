import { useState } from 'react';

/** The thing of this id as it was last in sight, also when a list that goes on has left it behind. */
export function useLastSeen<T>(id: string | undefined, inSight: T | undefined): T | undefined {
  const [last, setLast] = useState<{ id: string; thing: T }>();
  if (id !== undefined && inSight !== undefined && last?.thing !== inSight) setLast({ id, thing: inSight });
  return last?.id === id ? last?.thing : undefined;
}
