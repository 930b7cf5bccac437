import { useEffect, useState } from 'react';
import { updateKnowledge } from '../../api/knowledge.js';
import type { KnowledgeBase } from '../../api/types.js';
import { useSubmit } from '../../api/useSubmit.js';
import { Button } from '../../ui/Button.js';
import { CountedField } from '../../ui/CountedField.js';
import { Notice } from '../../ui/Notice.js';
import { Panel } from '../../ui/Panel.js';
import { useToast } from '../../ui/toast.js';
import { useWorkspace } from '../../workspace/context.js';
import { changesIn, type Draft, dropSaved, keepDraft, type Texts, useDraft } from './drafts.js';
import { LIMITS } from './limits.js';
import { isSystem } from './words.js';

/** The name, and the texts that an avatar is given along with the documents. */
export function TextsForm({ base, onSaved }: { base: KnowledgeBase; onSaved(): void }) {
  const toast = useToast();
  const { reloadCatalog } = useWorkspace();
  const draft = useDraft(base._id);
  // What is saved already and not yet in `base`.
  const [saved, setSaved] = useState<Draft>({});
  const form = useSubmit(['name', 'prologue', 'prompt']);
  const readOnly = isSystem(base);
  const present: Texts = { ...base, ...saved };
  const texts: Texts = { ...present, ...draft };
  const changes = changesIn(draft, present);
  const isChanged = Object.keys(changes).length > 0;
  const fits =
    texts.name.trim() !== '' &&
    texts.name.length <= LIMITS.nameChars &&
    texts.prologue.length <= LIMITS.prologueChars &&
    texts.prompt.length <= LIMITS.promptChars;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a newer answer has it all
  useEffect(() => setSaved({}), [base]);

  // Somebody else may have saved the same.
  useEffect(() => {
    if (!isChanged) keepDraft(base._id, {});
  }, [isChanged, base._id]);

  const write = (part: Draft) => keepDraft(base._id, changesIn({ ...draft, ...part }, present));
  const forget = () => keepDraft(base._id, {});
  const save = async () => {
    if (!(await form.submit(() => updateKnowledge({ id: base._id, ...changes })))) return;
    setSaved(changes);
    dropSaved(base._id, changes);
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
