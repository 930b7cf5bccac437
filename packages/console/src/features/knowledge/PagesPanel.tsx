import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { KnowledgeBase } from '../../api/types.js';
import { useSubmit } from '../../api/useSubmit.js';
import { Button } from '../../ui/Button.js';
import { Field } from '../../ui/Field.js';
import { Panel } from '../../ui/Panel.js';
import { documentUploadsOf } from './document-uploads.js';
import { LIMITS } from './limits.js';
import { SourceRow } from './SourceRow.js';
import { TryAgain } from './TryAgain.js';

/** The web pages of a knowledge base. */
export function PagesPanel({ base }: { base: KnowledgeBase }) {
  const { editor } = documentUploadsOf(base._id);
  const [text, setText] = useState('');
  const form = useSubmit([]);
  const addresses = text.split(/\s+/).filter(Boolean);
  const room = LIMITS.urls - base.urls.length;
  const tooMany =
    addresses.length > room
      ? `A knowledge base takes ${LIMITS.urls} pages: there is room for ${room} more.`
      : undefined;

  const add = async () => {
    if (addresses.length === 0 || tooMany) return;
    if (await form.submit(() => editor.addPages(addresses))) setText('');
  };

  return (
    <Panel title="Web pages" aside={<TryAgain editor={editor} sources={base.url_states} />}>
      <form
        className="add-pages"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Field
          label="Addresses"
          hint="One or several, each is read as it is now."
          problem={tooMany ?? form.problem}
        >
          {(control) => (
            <textarea
              {...control}
              className="input"
              rows={Math.min(6, Math.max(1, text.split('\n').length))}
              inputMode="url"
              spellCheck={false}
              placeholder="https://…"
              value={text}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
                event.preventDefault();
                void add();
              }}
            />
          )}
        </Field>
        <Button type="submit" icon={<Plus size={17} />} disabled={form.busy || addresses.length === 0}>
          Add
        </Button>
      </form>
      {base.url_states.length > 0 && (
        <ul className="sources" aria-label="Web pages">
          {base.url_states.map((page) => (
            <SourceRow
              key={page.url}
              kind="page"
              source={page}
              onRemove={() => editor.removePage(page.url)}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}
