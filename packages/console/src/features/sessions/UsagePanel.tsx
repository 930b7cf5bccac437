import { listKeys } from '../../api/keys.js';
import { readUsage, type Usage } from '../../api/usage.js';
import { useQuery } from '../../api/useQuery.js';
import { usedTime } from '../../ui/time.js';
import { KeyUsage } from './KeyUsage.js';

const DAYS = 7;
const REFRESH_MS = 15_000;

const dayName = new Intl.DateTimeFormat(undefined, { weekday: 'short' });
const dayInFull = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });

/** How much was used, day by day and by which key. Left out while it is not known. */
export function UsagePanel() {
  const usage = useQuery('usage', (signal) => readUsage(DAYS, signal), { everyMs: REFRESH_MS });
  const keys = useQuery('keys', (signal) => listKeys(1, 100, signal), { everyMs: REFRESH_MS });
  if (!usage.data) return null;
  const { days } = usage.data;
  const week = days.reduce((sum, { used_seconds }) => sum + used_seconds, 0);
  return (
    <section className="usage" aria-label="Usage">
      <div className="usage-part">
        <div className="usage-sums">
          <Sum label="Today" seconds={days.at(-1)?.used_seconds ?? 0} />
          <Sum label="7 days" seconds={week} />
        </div>
        <DayBars days={days} />
      </div>
      <KeyUsage used={usage.data.keys} keys={keys.data?.result ?? []} />
    </section>
  );
}

function Sum({ label, seconds }: { label: string; seconds: number }) {
  return (
    <p className="usage-sum">
      <span className="hint">{label}</span>
      <strong className="figures-text">{usedTime(seconds)}</strong>
    </p>
  );
}

function DayBars({ days }: { days: Usage['days'] }) {
  const most = Math.max(...days.map(({ used_seconds }) => used_seconds), 1);
  return (
    <ol className="day-bars" aria-label="Used by day">
      {days.map(({ from, used_seconds, sessions }, index) => {
        const what = `${usedTime(used_seconds)}, ${sessions} ${sessions === 1 ? 'session' : 'sessions'}`;
        return (
          <li key={from} title={`${dayInFull.format(from)}: ${what}`}>
            <span className="day-bar" aria-hidden>
              {used_seconds > 0 && <i style={{ blockSize: `${(used_seconds / most) * 100}%` }} />}
            </span>
            <span aria-hidden>{index === days.length - 1 ? 'Today' : dayName.format(from)}</span>
            <span className="visually-hidden">
              {dayInFull.format(from)}: {what}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
