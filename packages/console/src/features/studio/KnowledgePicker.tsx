import { ArrowUpRight } from 'lucide-react';
import { Field } from '../../ui/Field.js';
import { hrefTo } from '../../workspace/route.js';
import type { Catalog } from '../../workspace/useCatalog.js';

interface KnowledgePickerProps {
  knowledge: Catalog['knowledge'];
  chosenId: string;
  onChoose(id: string): void;
}

/** What the presenter is to know. */
export function KnowledgePicker({ knowledge, chosenId, onChoose }: KnowledgePickerProps) {
  const chosen = knowledge.find(({ _id }) => _id === chosenId);
  return (
    <Field
      label="Knowledge"
      hint={
        chosen && (
          <>
            The session is created with it. Answers out of it come with the dialogue engine, which this
            release does not have yet.{' '}
            <a href={hrefTo('knowledge', chosen._id)}>
              Look into it <ArrowUpRight size={13} aria-hidden />
            </a>
          </>
        )
      }
    >
      {(control) => (
        <select
          {...control}
          className="select"
          value={chosen?._id ?? ''}
          onChange={(event) => onChoose(event.target.value)}
        >
          <option value="">None</option>
          {knowledge.map(({ _id, name }) => (
            <option key={_id} value={_id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
