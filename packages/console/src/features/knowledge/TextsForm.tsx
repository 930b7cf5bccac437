import { useEffect, useState } from 'react';
import { updateKnowledge } from '../../api/knowledge.js';
import type { KnowledgeBase } from '../../api/types.js';
import { useSubmit } from '../../api/useSubmit.js';
import { Button } from '../../ui/Button.js';
import { CountedField } from '../../ui/CountedField.js';
import { Notice } from '../../ui/Notice.js';
import { Panel } from '../../ui/Panel.js';
import { useToast } from '../../ui/toast.js';
import { holdPage } from '../../upload/leave-guard.js';
import { useWorkspace } from '../../workspace/context.js';
import { changesIn, draftOf, keepDraft, type Texts } from './drafts.js';
import { LIMITS } from './limits.js';
import { isSystem } from './words.js';

/** The name, and the texts that an avatar is given along with the documents. */
export function TextsForm({ base, onSaved }: { base: KnowledgeBase; onSaved(): void }) {
  const toast = useToast();
  const { reloadCatalog } = useWorkspace();
  const [draft, setDraft] = useState(() => draftOf(base._id));
  const form = useSubmit(['name', 'prologue', 'prompt']);
  const readOnly = isSystem(base);
  const texts: Texts = { ...base, ...draft };
  const changes = changesIn(draft, base);
  const isChanged = Object.keys(changes).length > 0;
  const fits =
    texts.name.trim() !== '' &&
    texts.name.length <= LIMITS.nameChars &&
    texts.prologue.length <= LIMITS.prologueChars &&
    texts.prompt.length <= LIMITS.promptChars;

  useEffect(() => (isChanged ? holdPage() : undefined), [isChanged]);

  const write = (part: Partial<Texts>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    keepDraft(base._id, changesIn(next, base));
  };
  const forget = () => {
    setDraft({});
    keepDraft(base._id, {});
  };
  const save = async () => {
    const saved = await form.submit(() => updateKnowledge({ id: base._id, ...changes }));
    if (!saved) return;
    keepDraft(base._id, {});
    toast({ title: 'Saved', text: '', good: true });
    onSaved();
    if (changes.name !== undefined) reloadCatalog();
  };

  return (
    <Panel title="What the avatar is told">
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <CountedField
          label="Name"
          value={texts.name}
          maxLength={LIMITS.nameChars}
          readOnly={readOnly}
          problem={form.problemOf('name')}
          onChange={(name) => write({ name })}
        />
        <CountedField
          label="Prologue"
          hint="What it says when somebody joins."
          value={texts.prologue}
          maxLength={LIMITS.prologueChars}
          rows={3}
          readOnly={readOnly}
          problem={form.problemOf('prologue')}
          onChange={(prologue) => write({ prologue })}
        />
        <CountedField
          label="Prompt"
          hint="Instructions to the language model: who it is, how it answers, what it leaves alone."
          value={texts.prompt}
          maxLength={LIMITS.promptChars}
          rows={8}
          readOnly={readOnly}
          problem={form.problemOf('prompt')}
          onChange={(prompt) => write({ prompt })}
        />
        {form.problem && <Notice bad>{form.problem}</Notice>}
        {!readOnly && (
          <div className="dialog-ways">
            <Button disabled={!isChanged || form.busy} onClick={forget}>
              Undo
            </Button>
            <Button type="submit" look="primary" disabled={!isChanged || !fits || form.busy}>
              Save
            </Button>
          </div>
        )}
      </form>
    </Panel>
  );
}
