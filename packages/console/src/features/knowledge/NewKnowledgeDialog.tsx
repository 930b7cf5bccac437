import { useState } from 'react';
import { createKnowledge } from '../../api/knowledge.js';
import type { KnowledgeBase } from '../../api/types.js';
import { useSubmit } from '../../api/useSubmit.js';
import { Button } from '../../ui/Button.js';
import { CountedField } from '../../ui/CountedField.js';
import { Dialog } from '../../ui/Dialog.js';
import { Notice } from '../../ui/Notice.js';
import { LIMITS } from './limits.js';

interface NewKnowledgeDialogProps {
  onCreated(base: KnowledgeBase): void;
  onClose(): void;
}

/** Only a name is asked for; all else is added where it can be seen. */
export function NewKnowledgeDialog({ onCreated, onClose }: NewKnowledgeDialogProps) {
  const [name, setName] = useState('');
  const form = useSubmit(['name']);
  return (
    <Dialog title="New knowledge base" className="modal" onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void form.submit(async () => onCreated(await createKnowledge({ name: name.trim() })));
        }}
      >
        <CountedField
          label="Name"
          hint="Documents and pages come next."
          value={name}
          maxLength={LIMITS.nameChars}
          problem={form.problemOf('name')}
          firstFocus
          onChange={setName}
        />
        {form.problem && <Notice bad>{form.problem}</Notice>}
        <div className="dialog-ways">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            disabled={form.busy || name.trim() === '' || name.trim().length > LIMITS.nameChars}
          >
            Create
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
