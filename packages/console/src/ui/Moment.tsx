import { moment } from './time.js';

const exactly = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/** A point in time, milliseconds since 1970; its title has it to the second. */
export function Moment({ at, seconds }: { at: number | null | undefined; seconds?: boolean }) {
  if (at === null || at === undefined) return '–';
  return (
    <time dateTime={new Date(at).toISOString()} title={exactly.format(at)}>
      {moment(at, { seconds })}
    </time>
  );
}
