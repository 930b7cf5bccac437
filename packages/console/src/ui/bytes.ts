const UNITS = ['KB', 'MB', 'GB', 'TB'];

/** A size as people read it, in units of 1024 as the API's limits are: `820 bytes`, `1.4 MB`, `100 MB`. */
export function bytes(count: number): string {
  if (count < 1024) return count === 1 ? '1 byte' : `${count} bytes`;
  let value = count / 1024;
  let unit = 0;
  // 1023.97 KB would be written as 1024 KB.
  while (value >= 1023.95 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const rounded = value < 99.95 ? value.toFixed(1).replace(/\.0$/, '') : value.toFixed(0);
  return `${rounded} ${UNITS[unit]}`;
}
