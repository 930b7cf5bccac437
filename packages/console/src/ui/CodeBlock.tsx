import { CopyButton } from './CopyButton.js';

/** A titled piece of text to copy. `words` are the copy button's. */
export function CodeBlock({ title, text, words }: { title: string; text: string; words?: string }) {
  return (
    <section className="code-block">
      <header>
        <h3 className="label">{title}</h3>
        <CopyButton text={text} words={words} label={`${words ?? 'Copy'}: ${title}`} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must be reachable by keyboard for that */}
      <pre className="code" tabIndex={0}>
        {text}
      </pre>
    </section>
  );
}
