import type { LoggedRequest } from '../../api/requests.js';
import { Badge } from '../../ui/Badge.js';
import { Moment } from '../../ui/Moment.js';
import { type Column, Table } from '../../ui/Table.js';
import { hrefTo } from '../../workspace/route.js';
import { gist, resultWords, shortPath } from './words.js';

const COLUMNS: Column<LoggedRequest>[] = [
  { label: 'Request', place: 'main', cell: (request) => <Request request={request} /> },
  { label: 'Result', place: 'badge', cell: (request) => <Result request={request} /> },
  { label: 'What became of it', place: 'wide', cell: (request) => gist(request) },
  { label: 'Key', cell: ({ key }) => key },
  { label: 'Took', cell: ({ ms }) => `${Math.round(ms)} ms` },
  { label: 'When', cell: ({ time }) => <Moment at={time} seconds /> },
];

export function RequestTable({ requests }: { requests: readonly LoggedRequest[] }) {
  return <Table label="Requests" columns={COLUMNS} rows={requests} keyOf={({ id }) => id} />;
}

function Request({ request: { id, method, path } }: { request: LoggedRequest }) {
  return (
    <>
      <a className="row-link" href={hrefTo('requests', id)}>
        {method} {shortPath(path)}
      </a>
      <code className="row-id">{path}</code>
    </>
  );
}

export function Result({ request }: { request: LoggedRequest }) {
  const { label, look } = resultWords(request);
  return <Badge look={look}>{label}</Badge>;
}
