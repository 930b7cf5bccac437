import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { type ListedKey, listKeys } from '../../api/keys.js';
import { useQuery } from '../../api/useQuery.js';
import { Answer } from '../../ui/Answer.js';
import { Badge } from '../../ui/Badge.js';
import { Moment } from '../../ui/Moment.js';
import { Page } from '../../ui/Page.js';
import { Pager } from '../../ui/Pager.js';
import { type Column, Table } from '../../ui/Table.js';

const SIZE = 20;

const COLUMNS: Column<ListedKey>[] = [
  {
    label: 'Name',
    place: 'main',
    cell: ({ name, client_id }) => (
      <div className="row-who">
        <KeyRound size={18} aria-hidden />
        <div>
          <span className="row-main">{name}</span>
          <code className="row-id">{client_id}</code>
        </div>
      </div>
    ),
  },
  {
    label: 'State',
    place: 'badge',
    cell: ({ disabled }) => (
      <Badge look={disabled ? 'failed' : 'running'}>{disabled ? 'Disabled' : 'Active'}</Badge>
    ),
  },
  { label: 'Created', cell: ({ create_time }) => <Moment at={create_time} /> },
];

export function KeysPage({ openId: _ }: { openId?: string }) {
  const [page, setPage] = useState(1);
  const query = useQuery(`${page}`, (signal) => listKeys(page, SIZE, signal));
  return (
    <Page title="Keys" lead="Credentials of your account for the API, each with limits of its own.">
      <Answer query={query}>
        {({ count, result }) => (
          <>
            <Table label="Keys" columns={COLUMNS} rows={result} keyOf={({ _id }) => _id} />
            <Pager page={page} size={SIZE} count={count} words={['key', 'keys']} onPage={setPage} />
          </>
        )}
      </Answer>
    </Page>
  );
}
