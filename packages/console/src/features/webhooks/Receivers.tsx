import { useState } from 'react';
import { type ListedKey, listKeys } from '../../api/keys.js';
import { useQuery } from '../../api/useQuery.js';
import { Answer } from '../../ui/Answer.js';
import { Button } from '../../ui/Button.js';
import { Pager } from '../../ui/Pager.js';
import { Skeleton } from '../../ui/Skeleton.js';
import { type Column, Table } from '../../ui/Table.js';
import { hrefTo } from '../../workspace/route.js';
import { ReceiverDialog } from './ReceiverDialog.js';

const SIZE = 10;

/** The URL of every key, and a way to change it. */
export function Receivers() {
  const [page, setPage] = useState(1);
  const [changing, setChanging] = useState<ListedKey>();
  const query = useQuery(`${page}`, (signal) => listKeys(page, SIZE, signal));
  const columns: Column<ListedKey>[] = [
    { label: 'Key', place: 'main', cell: (key) => <a href={hrefTo('keys', key._id)}>{key.name}</a> },
    {
      label: 'Events go to',
      place: 'wide',
      cell: ({ webhook_url }) =>
        webhook_url ? <code className="url">{webhook_url}</code> : <span className="hint">Nowhere</span>,
    },
    {
      label: 'What to do',
      bare: true,
      place: 'ways',
      cell: (key) => (
        <Button
          size="small"
          aria-label={`${key.webhook_url ? 'Change' : 'Set'} the URL of ${key.name}`}
          onClick={() => setChanging(key)}
        >
          {key.webhook_url ? 'Change' : 'Set URL'}
        </Button>
      ),
    },
  ];
  return (
    <section className="page-part" aria-label="Receivers">
      <h2>Receivers</h2>
      <Answer query={query} skeleton={<Skeleton rows={2} />}>
        {({ count, result }) => (
          <>
            <Table label="Receivers" columns={columns} rows={result} keyOf={({ _id }) => _id} />
            {count > SIZE && (
              <Pager page={page} size={SIZE} count={count} words={['key', 'keys']} onPage={setPage} />
            )}
          </>
        )}
      </Answer>
      {changing && (
        <ReceiverDialog apiKey={changing} onClose={() => setChanging(undefined)} onChanged={query.refresh} />
      )}
    </section>
  );
}
