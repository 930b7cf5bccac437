import type { Session } from '../../api/types.js';
import { Badge } from '../../ui/Badge.js';
import { Moment } from '../../ui/Moment.js';
import { Portrait } from '../../ui/Portrait.js';
import { type Column, Table } from '../../ui/Table.js';
import { clock } from '../../ui/time.js';
import { useAvatar } from '../../workspace/context.js';
import { hrefTo } from '../../workspace/route.js';
import { SessionButtons } from './SessionButtons.js';
import { queueWords, reasonWords, STATUS_WORDS, usedMs } from './words.js';

interface SessionTableProps {
  sessions: readonly Session[];
  now: number;
  onChanged(): void;
}

export function SessionTable({ sessions, now, onChanged }: SessionTableProps) {
  const columns: Column<Session>[] = [
    { label: 'Presenter', place: 'main', cell: (session) => <Presenter session={session} /> },
    { label: 'Status', place: 'badge', cell: (session) => <StatusBadge session={session} /> },
    { label: 'Created', cell: ({ created_at }) => <Moment at={created_at} /> },
    { label: 'Used of asked', cell: (session) => <UsedOfAsked session={session} now={now} /> },
    { label: 'Ended by', cell: (session) => reasonWords(session) || '–' },
    {
      label: 'What to do',
      bare: true,
      place: 'ways',
      cell: (session) => <SessionButtons session={session} onChanged={onChanged} />,
    },
  ];
  return <Table label="Sessions" columns={columns} rows={sessions} keyOf={({ _id }) => _id} />;
}

function Presenter({ session }: { session: Session }) {
  const avatar = useAvatar(session.avatar_id);
  const name = avatar?.name ?? session.avatar_id;
  return (
    <div className="row-who">
      <Portrait name={name} url={avatar?.thumbnailUrl} small />
      <div>
        <a className="row-link" href={hrefTo('sessions', session._id)}>
          {name}
          <span className="visually-hidden">, details</span>
        </a>
        <code className="row-id">{session._id}</code>
      </div>
    </div>
  );
}

export function StatusBadge({ session }: { session: Session }) {
  const { label, look } = STATUS_WORDS[session.status];
  const place = queueWords(session);
  return <Badge look={look}>{place ? `${label}, ${place}` : label}</Badge>;
}

function UsedOfAsked({ session, now }: { session: Session; now: number }) {
  const used = usedMs(session, now);
  return (
    <span>
      {used > 0 || session.started_at ? clock(used) : '–'}
      <span className="hint"> of {clock(session.duration * 1000)}</span>
    </span>
  );
}
