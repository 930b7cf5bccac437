import { BookOpen, Play, Plus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { listKnowledge } from '../../api/knowledge.js';
import type { KnowledgeBase } from '../../api/types.js';
import { useQuery } from '../../api/useQuery.js';
import { Answer } from '../../ui/Answer.js';
import { Badge } from '../../ui/Badge.js';
import { Button } from '../../ui/Button.js';
import { bytes } from '../../ui/bytes.js';
import { Empty } from '../../ui/Empty.js';
import { Moment } from '../../ui/Moment.js';
import { OpenPager } from '../../ui/OpenPager.js';
import { Page } from '../../ui/Page.js';
import { SearchField } from '../../ui/SearchField.js';
import { type Column, Table } from '../../ui/Table.js';
import { useStudioWith } from '../../workspace/context.js';
import { goTo, hrefTo } from '../../workspace/route.js';
import { NewKnowledgeDialog } from './NewKnowledgeDialog.js';
import { contentWords, isIndexing, isSystem, stateWords, totalBytes } from './words.js';

const SIZE = 20;
const REFRESH_MS = { busy: 2000, quiet: 15_000 };

export function KnowledgeListPage() {
  const [page, setPage] = useState(1);
  const [name, setName] = useState('');
  const [creating, setCreating] = useState(false);
  const [busy, setBusy] = useState(false);
  const query = useQuery(
    `${page} ${name}`,
    async (signal) => {
      const bases = await listKnowledge({ page, size: SIZE }, name.trim(), signal);
      setBusy(bases.some(isIndexing));
      return bases;
    },
    { everyMs: busy ? REFRESH_MS.busy : REFRESH_MS.quiet },
  );
  const create = (
    <Button look="primary" icon={<Plus size={18} />} onClick={() => setCreating(true)}>
      New knowledge base
    </Button>
  );
  const find = (wanted: string) => {
    setName(wanted);
    setPage(1);
  };

  return (
    <Page
      title="Knowledge"
      lead="What avatars are to know: documents and web pages, and what they are told about them."
      action={create}
    >
      <div className="page-bar">
        <SearchField label="Find by name" value={name} onChange={find} />
      </div>
      <Answer query={query}>
        {(bases) => (
          <>
            {name === '' && page === 1 && bases.every(isSystem) && <FirstSteps create={create} />}
            {bases.length === 0 ? (
              <Empty
                icon={<BookOpen size={26} />}
                title={page > 1 ? 'Nothing more' : 'None of this name'}
                actions={<Button onClick={() => find('')}>Show all</Button>}
              />
            ) : (
              <KnowledgeTable bases={bases} />
            )}
            <OpenPager page={page} isFull={bases.length === SIZE} words="knowledge bases" onPage={setPage} />
          </>
        )}
      </Answer>
      {creating && (
        <NewKnowledgeDialog
          onClose={() => setCreating(false)}
          onCreated={({ _id }) => goTo('knowledge', _id)}
        />
      )}
    </Page>
  );
}

function FirstSteps({ create }: { create: ReactNode }) {
  return (
    <Empty icon={<BookOpen size={26} />} title="None of your own yet" actions={create}>
      Give it a name, drop documents on it, add web pages. Everything is read and indexed on this server, and
      you can try what it finds.
    </Empty>
  );
}

function KnowledgeTable({ bases }: { bases: readonly KnowledgeBase[] }) {
  const studioWith = useStudioWith();
  const columns: Column<KnowledgeBase>[] = [
    {
      label: 'Name',
      place: 'main',
      cell: ({ _id, name }) => (
        <div className="row-who">
          <BookOpen size={18} aria-hidden />
          <div>
            <a className="row-link" href={hrefTo('knowledge', _id)}>
              {name}
            </a>
            <code className="row-id">{_id}</code>
          </div>
        </div>
      ),
    },
    {
      label: 'State',
      place: 'badge',
      cell: (base) => {
        const { label, look } = stateWords(base);
        return (
          <Badge look={look} dot={look !== undefined}>
            {label}
          </Badge>
        );
      },
    },
    { label: 'Holds', cell: contentWords },
    {
      label: 'Size',
      cell: (base) => <span className="nowrap">{base.docs.length > 0 ? bytes(totalBytes(base)) : '–'}</span>,
    },
    { label: 'Changed', cell: ({ update_time }) => <Moment at={update_time} /> },
    {
      label: 'What to do',
      bare: true,
      place: 'ways',
      cell: ({ _id, name }) => (
        <Button
          size="small"
          icon={<Play size={14} fill="currentColor" />}
          aria-label={`Use ${name} in the studio`}
          onClick={() => studioWith({ knowledgeId: _id })}
        >
          Use it
        </Button>
      ),
    },
  ];
  return <Table label="Knowledge bases" columns={columns} rows={bases} keyOf={({ _id }) => _id} />;
}
