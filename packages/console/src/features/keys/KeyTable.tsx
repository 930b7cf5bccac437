import { KeyRound } from 'lucide-react';
import type { ListedKey } from '../../api/keys.js';
import { Badge } from '../../ui/Badge.js';
import { Meter } from '../../ui/Meter.js';
import { Moment } from '../../ui/Moment.js';
import { type Column, Table } from '../../ui/Table.js';
import { usedTime } from '../../ui/time.js';
import { hrefTo } from '../../workspace/route.js';

interface KeyTableProps {
  keys: readonly ListedKey[];
  /** When the latest session of a key started, as far back as was asked for. */
  lastStartedAt(keyId: string): number | undefined;
}

export function KeyTable({ keys, lastStartedAt }: KeyTableProps) {
  const columns: Column<ListedKey>[] = [
    { label: 'Name', place: 'main', cell: (key) => <Name apiKey={key} /> },
    { label: 'State', place: 'badge', cell: (key) => <KeyState apiKey={key} /> },
    { label: 'Used', place: 'wide', cell: (key) => <Budget apiKey={key} /> },
    { label: 'Sessions at once', cell: ({ max_sessions }) => max_sessions ?? 'No limit' },
    { label: 'Last session', cell: ({ _id }) => <Moment at={lastStartedAt(_id)} /> },
    { label: 'Created', cell: ({ create_time }) => <Moment at={create_time} /> },
  ];
  return <Table label="Keys" columns={columns} rows={keys} keyOf={({ _id }) => _id} />;
}

function Name({ apiKey }: { apiKey: ListedKey }) {
  return (
    <div className="row-who">
      <span className="row-icon" aria-hidden>
        <KeyRound size={18} />
      </span>
      <div>
        <a className="row-link" href={hrefTo('keys', apiKey._id)}>
          {apiKey.name}
        </a>{' '}
        {apiKey.current && <span className="hint">signed in with it</span>}
        <code className="row-id">{apiKey.client_id}</code>
      </div>
    </div>
  );
}

export function KeyState({ apiKey }: { apiKey: ListedKey }) {
  if (apiKey.disabled) return <Badge look="failed">Disabled</Badge>;
  const { budget_minutes, used_seconds } = apiKey;
  if (budget_minutes !== null && used_seconds >= budget_minutes * 60)
    return <Badge look="waiting">Budget spent</Badge>;
  return <Badge look="running">Active</Badge>;
}

export function Budget({ apiKey: { used_seconds, budget_minutes } }: { apiKey: ListedKey }) {
  if (budget_minutes === null) return <span>{usedTime(used_seconds)}</span>;
  const left = Math.max(0, budget_minutes * 60 - used_seconds);
  return (
    <Meter
      value={used_seconds / 60}
      max={budget_minutes}
      text={`${usedTime(left)} left of ${usedTime(budget_minutes * 60)}`}
    />
  );
}
