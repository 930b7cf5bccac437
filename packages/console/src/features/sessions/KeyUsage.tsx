import type { ListedKey } from '../../api/keys.js';
import type { Usage } from '../../api/usage.js';
import { Meter } from '../../ui/Meter.js';
import { usedTime } from '../../ui/time.js';
import { hrefTo } from '../../workspace/route.js';

const SHOWN = 5;

interface KeyUsageProps {
  /** In the last days, most first. */
  used: Usage['keys'];
  keys: readonly ListedKey[];
}

/** The keys that used most, and how far those with a budget have come with it. */
export function KeyUsage({ used, keys }: KeyUsageProps) {
  const unused = keys.filter(
    ({ _id, budget_minutes }) => budget_minutes !== null && !used.some((one) => one._id === _id),
  );
  const rows = [...used, ...unused.map(({ _id, name }) => ({ _id, name, used_seconds: 0 }))];
  return (
    <div className="usage-part">
      <h2 className="label">By key, 7 days</h2>
      {rows.length === 0 && <p className="hint">No session has run in the last 7 days.</p>}
      <ul className="key-usage">
        {rows.slice(0, SHOWN).map(({ _id, name, used_seconds }) => {
          const key = keys.find((one) => one._id === _id);
          return (
            <li key={_id ?? ''}>
              <span className="key-usage-name">
                {_id === null ? <em>Deleted keys</em> : <a href={hrefTo('keys', _id)}>{name}</a>}
                <span className="figures-text">{usedTime(used_seconds)}</span>
              </span>
              {key && <BudgetMeter apiKey={key} />}
            </li>
          );
        })}
      </ul>
      {keys.some(({ budget_minutes }) => budget_minutes !== null) && (
        <p className="hint">A budget pays for a session when it has ended.</p>
      )}
      {rows.length > SHOWN && (
        <p className="hint">
          <a href={hrefTo('keys')}>All keys</a>
        </p>
      )}
    </div>
  );
}

function BudgetMeter({ apiKey }: { apiKey: ListedKey }) {
  const { budget_minutes, used_seconds } = apiKey;
  if (budget_minutes === null) return null;
  return (
    <Meter
      value={used_seconds / 60}
      max={budget_minutes}
      text={`${usedTime(used_seconds)} of its budget of ${usedTime(budget_minutes * 60)}`}
    />
  );
}
