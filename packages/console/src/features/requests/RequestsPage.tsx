import { ScrollText } from 'lucide-react';
import { useState } from 'react';
import { type LoggedRequest, listRequests } from '../../api/requests.js';
import { useQuery } from '../../api/useQuery.js';
import { Answer } from '../../ui/Answer.js';
import { Empty } from '../../ui/Empty.js';
import { Moment } from '../../ui/Moment.js';
import { Page } from '../../ui/Page.js';
import { Pager } from '../../ui/Pager.js';
import { type Column, Table } from '../../ui/Table.js';

const SIZE = 20;

const COLUMNS: Column<LoggedRequest>[] = [
  { label: 'Request', place: 'main', cell: ({ method, path }) => `${method} ${path}` },
  { label: 'Code', cell: ({ code, msg }) => `${code ?? '–'} ${msg ?? ''}` },
  { label: 'When', cell: ({ time }) => <Moment at={time} /> },
];

export function RequestsPage({ openId: _ }: { openId?: string }) {
  const [page, setPage] = useState(1);
  const query = useQuery(`${page}`, (signal) => listRequests(page, SIZE, signal));
  return (
    <Page title="Requests" lead="What your clients sent, and what became of it.">
      <Answer query={query}>
        {({ count, result }) =>
          result.length === 0 ? (
            <Empty icon={<ScrollText size={26} />} title="No request yet" />
          ) : (
            <>
              <Table label="Requests" columns={COLUMNS} rows={result} keyOf={({ id }) => id} />
              <Pager page={page} size={SIZE} count={count} words={['request', 'requests']} onPage={setPage} />
            </>
          )
        }
      </Answer>
    </Page>
  );
}
