import { Plus } from 'lucide-react';
import { useState } from 'react';
import { type ApiKeyWithSecret, listKeys } from '../../api/keys.js';
import { readUsage } from '../../api/usage.js';
import { useQuery } from '../../api/useQuery.js';
import { Answer } from '../../ui/Answer.js';
import { Button } from '../../ui/Button.js';
import { Notice } from '../../ui/Notice.js';
import { Page } from '../../ui/Page.js';
import { Pager } from '../../ui/Pager.js';
import { goTo } from '../../workspace/route.js';
import { CreateKeyDialog } from './CreateKeyDialog.js';
import { KeyDrawer } from './KeyDrawer.js';
import { KeyTable } from './KeyTable.js';
import { isLimited } from './limits.js';
import { SecretDialog } from './SecretDialog.js';

const SIZE = 20;
const REFRESH_MS = 10_000;
/** As far back as the latest session of a key is looked for. */
const DAYS = 90;

export function KeysPage({ openId }: { openId?: string }) {
  const [page, setPage] = useState(1);
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<ApiKeyWithSecret>();
  const query = useQuery(`${page}`, (signal) => listKeys(page, SIZE, signal), { everyMs: REFRESH_MS });
  const usage = useQuery('usage', (signal) => readUsage(DAYS, signal), { everyMs: REFRESH_MS });
  const lastStartedAt = (id: string) => usage.data?.keys.find(({ _id }) => _id === id)?.last_started_at;
  const current = query.data?.result.find((key) => key.current);

  const showSecret = (key: ApiKeyWithSecret) => {
    setCreating(false);
    goTo('keys');
    setMade(key);
    query.refresh();
  };

  return (
    <Page
      title="Keys"
      lead="Credentials of your account for the API. Give every program its own, with limits that fit it."
      action={
        <Button look="primary" icon={<Plus size={18} />} onClick={() => setCreating(true)}>
          New key
        </Button>
      }
    >
      {current && isLimited(current) && (
        <Notice>
          You are signed in with a key that has limits. Such a key cannot make or change keys: sign in with
          one that has none.
        </Notice>
      )}
      <Answer query={query}>
        {({ count, result }) => (
          <>
            <KeyTable keys={result} lastStartedAt={lastStartedAt} />
            <Pager page={page} size={SIZE} count={count} words={['key', 'keys']} onPage={setPage} />
          </>
        )}
      </Answer>
      {openId && !made && (
        <KeyDrawer
          key={openId}
          id={openId}
          onClose={() => goTo('keys')}
          onChanged={query.refresh}
          onSecret={showSecret}
        />
      )}
      {creating && <CreateKeyDialog onMade={showSecret} onClose={() => setCreating(false)} />}
      {made && <SecretDialog made={made} onClose={() => setMade(undefined)} />}
    </Page>
  );
}
