import { ExternalLink, FileText, Globe, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { deleteUpload, isUpload } from '../../api/files.js';
import { reason } from '../../api/reason.js';
import type { KnowledgeBase } from '../../api/types.js';
import { Badge } from '../../ui/Badge.js';
import { Button } from '../../ui/Button.js';
import { ConfirmDialog } from '../../ui/ConfirmDialog.js';
import { SOURCE_WORDS } from './words.js';

interface SourceRowProps {
  kind: 'document' | 'page';
  source: KnowledgeBase['url_states'][number];
  /** More about it, such as its size. */
  detail?: string;
  onRemove(): Promise<unknown>;
}

/** A document or a page, how far it is, and why it failed. */
export function SourceRow({ kind, source, detail, onRemove }: SourceRowProps) {
  const { name, url, status, error } = source;
  const [asking, setAsking] = useState(false);
  const { label, look } = SOURCE_WORDS[status];
  const title = name || url;
  const onWeb = /^https?:/.test(url);
  return (
    <li className="source">
      <span className="source-icon" aria-hidden>
        {kind === 'page' ? <Globe size={18} /> : <FileText size={18} />}
      </span>
      <div className="source-words">
        <span className="source-name">{title}</span>
        <span className="hint source-detail">
          {detail}
          {onWeb && (
            <a href={url} target="_blank" rel="noopener noreferrer" title={url}>
              {title === url ? 'Open' : url}
              <ExternalLink size={12} aria-hidden />
            </a>
          )}
        </span>
        {status === 4 && (
          <p className="field-problem">
            {reason(error?.msg ?? '', kind === 'page' ? 'The page' : 'The document')}
          </p>
        )}
      </div>
      <Badge look={look}>
        {label}
        {status === 2 && '…'}
      </Badge>
      <Button
        look="quiet"
        size="small"
        icon={<Trash2 size={15} />}
        aria-label={`Remove ${title}`}
        title="Remove"
        onClick={() => setAsking(true)}
      />
      {asking && (
        <RemoveDialog
          kind={kind}
          title={title}
          url={url}
          onRemove={onRemove}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}

interface RemoveDialogProps {
  kind: 'document' | 'page';
  title: string;
  url: string;
  onRemove(): Promise<unknown>;
  onClose(): void;
}

function RemoveDialog({ kind, title, url, onRemove, onClose }: RemoveDialogProps) {
  const [fileToo, setFileToo] = useState(true);
  return (
    <ConfirmDialog
      title={`Remove this ${kind}?`}
      verb="Remove"
      onConfirm={async () => {
        await onRemove();
        // It is out of use; should it stay, it only takes room.
        if (isUpload(url) && fileToo) await deleteUpload(url).catch(() => {});
      }}
      onClose={onClose}
    >
      <p>
        <strong>{title}</strong> is taken out of this knowledge base, with everything that was indexed of it.
      </p>
      {isUpload(url) && (
        <label className="check">
          <input type="checkbox" checked={fileToo} onChange={(event) => setFileToo(event.target.checked)} />
          <span>Delete the uploaded file from the server too</span>
        </label>
      )}
    </ConfirmDialog>
  );
}
