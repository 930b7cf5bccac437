import { Plus, Search, UsersRound } from 'lucide-react';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { type AvatarFilter, listAvatarPage } from '../../api/avatars.js';
import type { Avatar } from '../../api/types.js';
import { useQuery } from '../../api/useQuery.js';
import { Answer } from '../../ui/Answer.js';
import { Button } from '../../ui/Button.js';
import { Empty } from '../../ui/Empty.js';
import { Filters } from '../../ui/Filters.js';
import { Page } from '../../ui/Page.js';
import { Pager } from '../../ui/Pager.js';
import { SearchField } from '../../ui/SearchField.js';
import { useWorkspace } from '../../workspace/context.js';
import { goTo } from '../../workspace/route.js';
import { AvatarCard } from './AvatarCard.js';
import { AvatarDrawer } from './AvatarDrawer.js';
import { NewAvatarDialog } from './NewAvatarDialog.js';
import { dropUploadsOf } from './passing-uploads.js';
import { isOwn, isSettled } from './words.js';

const SIZE = 24;
/** While something is being made, and while nothing is. */
const REFRESH_MS = { busy: 1500, quiet: 15_000 };

const FILTERS: { value: Pick<AvatarFilter, 'from' | 'status'>; label: string }[] = [
  { value: {}, label: 'All' },
  { value: { from: 2 }, label: 'Built in' },
  { value: { from: 3 }, label: 'Yours' },
  { value: { status: 3 }, label: 'Ready' },
  { value: { status: 4 }, label: 'Failed' },
];
const ALL = FILTERS[0]?.value ?? {};

export function AvatarsPage({ openId }: { openId?: string }) {
  const { reloadCatalog } = useWorkspace();
  const [page, setPage] = useState(1);
  const [kind, setKind] = useState(ALL);
  const [name, setName] = useState('');
  const [creating, setCreating] = useState(false);
  const [busy, setBusy] = useState(false);
  const query = useQuery(
    `${page} ${JSON.stringify(kind)} ${name}`,
    (signal) => listAvatarPage({ page, size: SIZE }, { ...kind, name: name.trim() }, signal),
    { everyMs: busy ? REFRESH_MS.busy : REFRESH_MS.quiet },
  );
  const shown = query.data?.result;

  useEffect(() => {
    if (!shown) return;
    setBusy(!shown.every(isSettled));
    dropUploadsOf(shown.filter(isSettled).map(({ avatar_id }) => avatar_id));
  }, [shown]);

  // What there is to choose from in the studio has changed.
  const changed = () => {
    query.refresh();
    reloadCatalog();
  };
  const narrow = (change: () => void) => {
    change();
    setPage(1);
  };
  const create = (
    <Button look="primary" icon={<Plus size={18} />} onClick={() => setCreating(true)}>
      New avatar
    </Button>
  );

  return (
    <Page
      title="Avatars"
      lead="The presenters of this server, and those that you make from a portrait or a video."
      action={create}
    >
      <div className="page-bar">
        <Filters
          label="Filter avatars"
          options={FILTERS}
          value={kind}
          onChange={(value) => narrow(() => setKind(value))}
        />
        <SearchField
          label="Find avatars by name"
          value={name}
          onChange={(value) => narrow(() => setName(value))}
        />
      </div>
      <Answer query={query} skeleton={<GallerySkeleton />}>
        {({ count, result }) =>
          result.length === 0 ? (
            <NoAvatars
              own={kind.from === 3 && name === ''}
              create={create}
              onShowAll={() =>
                narrow(() => {
                  setKind(ALL);
                  setName('');
                })
              }
            />
          ) : (
            <>
              <Gallery title="Yours" avatars={result.filter(isOwn)} />
              <Gallery title="Built in" avatars={result.filter((avatar) => !isOwn(avatar))} />
              <Pager page={page} size={SIZE} count={count} words={['avatar', 'avatars']} onPage={setPage} />
            </>
          )
        }
      </Answer>
      {openId && <AvatarDrawer key={openId} avatarId={openId} onDeleted={changed} />}
      {creating && (
        <NewAvatarDialog
          onClose={() => setCreating(false)}
          onCreated={(avatar) => {
            setCreating(false);
            changed();
            goTo('avatars', avatar.avatar_id);
          }}
        />
      )}
    </Page>
  );
}

function Gallery({ title, avatars }: { title: string; avatars: readonly Avatar[] }) {
  const id = useId();
  if (avatars.length === 0) return null;
  return (
    <section className="gallery-part" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul className="gallery">
        {avatars.map((avatar) => (
          <AvatarCard key={avatar._id} avatar={avatar} />
        ))}
      </ul>
    </section>
  );
}

function NoAvatars(props: { own: boolean; create: ReactNode; onShowAll(): void }) {
  const { own, create, onShowAll } = props;
  return (
    <Empty
      icon={own ? <UsersRound size={26} /> : <Search size={26} />}
      title={own ? 'None of your own yet' : 'None of these'}
      actions={
        <>
          <Button onClick={onShowAll}>Show all</Button>
          {own && create}
        </>
      }
    >
      {own
        ? 'An avatar is made from a portrait or a short video of a person, uploaded here or fetched from an address.'
        : 'No avatar matches what you are looking for.'}
    </Empty>
  );
}

function GallerySkeleton() {
  return (
    <div className="gallery" role="status">
      <span className="visually-hidden">Loading</span>
      {['a', 'b', 'c', 'd'].map((key) => (
        <div key={key} className="avatar-card avatar-waiting" aria-hidden>
          <i />
        </div>
      ))}
    </div>
  );
}
