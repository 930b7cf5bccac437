/** A path of the contract with this id in the place of `:id`. */
export function pathTo(path: string, id: string): string {
  return path.replace(':id', encodeURIComponent(id));
}

/** A query for a path, from what is set. */
export function queryOf(fields: Record<string, string | number | undefined>): string {
  const set = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
  return set.length === 0 ? '' : `?${new URLSearchParams(set.map(([name, value]) => [name, String(value)]))}`;
}
