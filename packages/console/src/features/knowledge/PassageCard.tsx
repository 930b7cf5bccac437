import type { KnowledgePassages } from '@avatarium/contract';

export type Passage = KnowledgePassages['result'][number];

/** What answers a question rarely scores less. */
const WEAK = 0.3;

/** One passage: how near it is to the question, and where it is from. */
export function PassageCard({ passage }: { passage: Passage }) {
  const { text, score, source } = passage;
  const percent = Math.round(Math.min(1, Math.max(0, score)) * 100);
  const onWeb = /^https?:/.test(source.url);
  return (
    <li className="passage" data-weak={score < WEAK || undefined}>
      <header>
        <span className="passage-score" title="How near it is to the question, of at most 1">
          <i aria-hidden>
            <b style={{ inlineSize: `${percent}%` }} />
          </i>
          <span className="figures-text">
            <span className="visually-hidden">Score </span>
            {score.toFixed(2)}
          </span>
        </span>
        {onWeb ? (
          <a href={source.url} target="_blank" rel="noopener noreferrer">
            {source.name || source.url}
          </a>
        ) : (
          <span className="passage-source">{source.name}</span>
        )}
      </header>
      <p>{text}</p>
    </li>
  );
}
