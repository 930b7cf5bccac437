import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { toCurl } from '../../api/curl.js';
import { plainWords } from '../../api/errors.js';
import { knowledgeSearchRequest, searchKnowledge } from '../../api/knowledge.js';
import type { KnowledgeBase } from '../../api/types.js';
import { Button } from '../../ui/Button.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { Field } from '../../ui/Field.js';
import { Notice } from '../../ui/Notice.js';
import { Panel } from '../../ui/Panel.js';
import { useWorkspace } from '../../workspace/context.js';
import { type Passage, PassageCard } from './PassageCard.js';
import { isIndexing, isSearchable } from './words.js';

const COUNT = 5;
const MAX_QUESTION_CHARS = 1000;

type Outcome =
  | { state: 'none' }
  | { state: 'asking' }
  | { state: 'found'; question: string; passages: Passage[] }
  | { state: 'failed'; why: string };

/** Asks the index what an avatar would be given for a question. */
export function TryOut({ base }: { base: KnowledgeBase }) {
  const { baseUrl } = useWorkspace();
  const [question, setQuestion] = useState('');
  const [outcome, setOutcome] = useState<Outcome>({ state: 'none' });
  const asking = useRef<AbortController>(undefined);
  useEffect(() => () => asking.current?.abort(), []);
  const wanted = question.trim();
  const searchable = isSearchable(base);

  const ask = async () => {
    if (wanted === '') return;
    asking.current?.abort();
    const abort = new AbortController();
    asking.current = abort;
    setOutcome({ state: 'asking' });
    try {
      const { result } = await searchKnowledge(base._id, wanted, COUNT, abort.signal);
      setOutcome({ state: 'found', question: wanted, passages: result });
    } catch (error) {
      if (!abort.signal.aborted) setOutcome({ state: 'failed', why: plainWords(error) });
    }
  };

  return (
    <Panel
      title="Try it out"
      aside={
        wanted !== '' && (
          <CopyButton
            text={toCurl(knowledgeSearchRequest(base._id, wanted, COUNT), baseUrl)}
            words="Copy as curl"
          />
        )
      }
    >
      <form
        className="ask"
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        <Field label="A question" hint={hintFor(base, searchable)}>
          {(control) => (
            <input
              {...control}
              className="input"
              autoComplete="off"
              maxLength={MAX_QUESTION_CHARS}
              placeholder="What would somebody ask?"
              value={question}
              onChange={(event) => setQuestion(event.target.value)}
            />
          )}
        </Field>
        <Button
          type="submit"
          look="primary"
          icon={outcome.state === 'asking' ? <span className="spinner" /> : <Search size={17} />}
          disabled={wanted === '' || !searchable}
        >
          Search
        </Button>
      </form>
      <div aria-live="polite">
        {outcome.state === 'failed' && <Notice bad>{outcome.why}</Notice>}
        {outcome.state === 'found' && <Found {...outcome} />}
      </div>
    </Panel>
  );
}

function hintFor(base: KnowledgeBase, searchable: boolean): string {
  if (searchable) return 'The passages that are nearest to it in meaning, as an avatar would be given them.';
  return isIndexing(base) ? 'As soon as the first document is ready.' : 'There is nothing to search yet.';
}

function Found({ question, passages }: { question: string; passages: Passage[] }) {
  if (passages.length === 0) return <p className="hint">Nothing was found for “{question}”.</p>;
  return (
    <ol className="passages" aria-label={`Passages for “${question}”`}>
      {passages.map((passage, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same text can be there twice
        <PassageCard key={at} passage={passage} />
      ))}
    </ol>
  );
}
