import { FileUp } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import type { KnowledgeBase } from '../../api/types.js';
import { bytes } from '../../ui/bytes.js';
import { DropZone } from '../../ui/DropZone.js';
import { Meter } from '../../ui/Meter.js';
import { Panel } from '../../ui/Panel.js';
import { documentUploadsOf } from './document-uploads.js';
import { ACCEPTED, documentProblem, type Held, KINDS, LIMITS } from './limits.js';
import { SourceRow } from './SourceRow.js';
import { TryAgain } from './TryAgain.js';
import { UploadRow } from './UploadRow.js';
import { totalBytes } from './words.js';

/** The documents of a knowledge base, those on their way there, and room for more. */
export function DocumentsPanel({ base }: { base: KnowledgeBase }) {
  const { queue, editor } = documentUploadsOf(base._id);
  const { items } = useSyncExternalStore(queue.store.subscribe, queue.store.get);
  const size = totalBytes(base);
  const known = new Set(base.docs.map(({ url }) => url));
  // One that has just been put to use may be in both.
  const shown = items.filter(({ stored }) => !stored || !known.has(stored.url));

  const add = (files: File[]) => {
    const held: Held = { count: base.docs.length, bytes: size };
    const hold = (file: { size: number }) => {
      held.count += 1;
      held.bytes += file.size;
    };
    for (const { file, state } of shown) if (state !== 'refused') hold(file);
    queue.add(files, (file) => {
      const problem = documentProblem(file, held);
      if (!problem) hold(file);
      return problem;
    });
  };

  return (
    <Panel title="Documents" aside={<TryAgain editor={editor} sources={base.docs} />}>
      <Meter
        value={size}
        max={LIMITS.totalBytes}
        text={`${bytes(size)} of ${bytes(LIMITS.totalBytes)} · ${base.docs.length} of ${LIMITS.docs} documents`}
      />
      <DropZone
        label="Drop documents here, or choose them"
        hint={`${KINDS}, up to ${bytes(LIMITS.documentBytes)} each`}
        icon={<FileUp size={20} />}
        accept={ACCEPTED}
        multiple
        onFiles={add}
      />
      {(shown.length > 0 || base.docs.length > 0) && (
        <ul className="sources" aria-label="Documents">
          {shown.map((item) => (
            <UploadRow key={item.id} item={item} queue={queue} />
          ))}
          {base.docs.map((doc) => (
            <SourceRow
              key={doc.url}
              kind="document"
              source={doc}
              detail={doc.size > 0 ? bytes(doc.size) : undefined}
              onRemove={() => editor.removeDoc(doc.url)}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}
