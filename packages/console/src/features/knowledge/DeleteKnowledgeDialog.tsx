import { useState } from 'react';
import { deleteUpload, isUpload } from '../../api/files.js';
import { deleteKnowledge } from '../../api/knowledge.js';
import type { KnowledgeBase } from '../../api/types.js';
import { bytes } from '../../ui/bytes.js';
import { ConfirmDialog } from '../../ui/ConfirmDialog.js';
import { useWorkspace } from '../../workspace/context.js';
import { goTo } from '../../workspace/route.js';
import { stopUploadsOf } from './document-uploads.js';
import { keepDraft } from './drafts.js';

/** Deletes a knowledge base and, unless told otherwise, the files that were uploaded for it. */
export function DeleteKnowledgeDialog({ base, onClose }: { base: KnowledgeBase; onClose(): void }) {
  const { reloadCatalog } = useWorkspace();
  const uploads = base.docs.filter(({ url }) => isUpload(url));
  const [filesToo, setFilesToo] = useState(true);
  const size = uploads.reduce((sum, doc) => sum + doc.size, 0);
  return (
    <ConfirmDialog
      title="Delete this knowledge base?"
      verb="Delete"
      onConfirm={async () => {
        await deleteKnowledge(base._id);
        stopUploadsOf(base._id);
        keepDraft(base._id, {});
        if (filesToo) await Promise.allSettled(uploads.map(({ url }) => deleteUpload(url)));
        reloadCatalog();
        goTo('knowledge');
      }}
      onClose={onClose}
    >
      <p>
        <strong>{base.name}</strong> goes with everything that was indexed for it. Sessions cannot be started
        with it any more.
      </p>
      {uploads.length > 0 && (
        <label className="check">
          <input type="checkbox" checked={filesToo} onChange={(event) => setFilesToo(event.target.checked)} />
          <span>
            Delete {uploads.length === 1 ? 'its uploaded file' : `its ${uploads.length} uploaded files`} too (
            {bytes(size)})
          </span>
        </label>
      )}
    </ConfirmDialog>
  );
}
