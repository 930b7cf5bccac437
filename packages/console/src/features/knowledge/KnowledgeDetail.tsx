import { ArrowLeft, Play, Trash2 } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { toCurl } from '../../api/curl.js';
import { knowledgeDetail, knowledgeDetailRequest } from '../../api/knowledge.js';
import type { KnowledgeBase } from '../../api/types.js';
import { useQuery } from '../../api/useQuery.js';
import { Answer } from '../../ui/Answer.js';
import { Badge } from '../../ui/Badge.js';
import { Button } from '../../ui/Button.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { Page } from '../../ui/Page.js';
import { useStudioWith, useWorkspace } from '../../workspace/context.js';
import { hrefTo } from '../../workspace/route.js';
import { DeleteKnowledgeDialog } from './DeleteKnowledgeDialog.js';
import { DocumentsPanel } from './DocumentsPanel.js';
import { documentUploadsOf } from './document-uploads.js';
import { PagesPanel } from './PagesPanel.js';
import { TextsForm } from './TextsForm.js';
import { TryOut } from './TryOut.js';
import { isIndexing, isSystem, stateWords } from './words.js';

const REFRESH_MS = { busy: 1000, quiet: 15_000 };

/** One knowledge base: what it reads, what its avatar is told, and what it finds. */
export function KnowledgeDetail({ id }: { id: string }) {
  const { changes } = documentUploadsOf(id);
  const changeCount = useSyncExternalStore(changes.subscribe, () => changes.get().count);
  const [busy, setBusy] = useState(false);
  const query = useQuery(
    id,
    async (signal) => {
      const base = await knowledgeDetail(id, signal);
      setBusy(isIndexing(base));
      return base;
    },
    { everyMs: busy ? REFRESH_MS.busy : REFRESH_MS.quiet },
  );
  const { data: base, refresh } = query;
  useEffect(() => {
    if (changeCount > 0) refresh();
  }, [changeCount, refresh]);

  return (
    <Page
      title={base?.name ?? 'Knowledge'}
      lead={<Lead base={base} id={id} />}
      action={base && <Ways base={base} />}
    >
      <Answer query={query}>
        {(shown) => (
          <div className="knowledge">
            <div className="knowledge-sources">
              {!isSystem(shown) && <DocumentsPanel base={shown} />}
              {!isSystem(shown) && <PagesPanel base={shown} />}
              {isSystem(shown) && <TryOut base={shown} />}
            </div>
            <div className="knowledge-side">
              {!isSystem(shown) && <TryOut base={shown} />}
              <TextsForm base={shown} onSaved={refresh} />
            </div>
          </div>
        )}
      </Answer>
    </Page>
  );
}

function Lead({ base, id }: { base: KnowledgeBase | undefined; id: string }) {
  const { baseUrl } = useWorkspace();
  const state = base && stateWords(base);
  return (
    <span className="knowledge-lead">
      <a href={hrefTo('knowledge')}>
        <ArrowLeft size={15} aria-hidden /> All knowledge
      </a>
      {state && (
        <Badge look={state.look} dot={state.look !== undefined}>
          {state.label}
        </Badge>
      )}
      <span className="knowledge-id">
        <code className="row-id">{id}</code>
        <CopyButton text={id} words="Copy id" />
        <CopyButton text={toCurl(knowledgeDetailRequest(id), baseUrl)} words="Copy as curl" />
      </span>
    </span>
  );
}

function Ways({ base }: { base: KnowledgeBase }) {
  const studioWith = useStudioWith();
  const [asking, setAsking] = useState(false);
  return (
    <div className="knowledge-ways">
      {!isSystem(base) && (
        <Button look="danger" icon={<Trash2 size={16} />} onClick={() => setAsking(true)}>
          Delete
        </Button>
      )}
      <Button
        look="primary"
        icon={<Play size={16} fill="currentColor" />}
        onClick={() => studioWith({ knowledgeId: base._id })}
      >
        Use in the studio
      </Button>
      {asking && <DeleteKnowledgeDialog base={base} onClose={() => setAsking(false)} />}
    </div>
  );
}
