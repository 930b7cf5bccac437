import { ArrowDown } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { TranscriptEntry } from '../../api/transcripts.js';
import type { Line } from '../../live/transcript.js';
import { Badge } from '../../ui/Badge.js';
import { Button } from '../../ui/Button.js';
import { moment } from '../../ui/time.js';

/** This close to the end counts as being at it, px. */
const NEAR_END = 48;

interface TranscriptViewProps {
  lines: Line[];
  botName: string;
  /** What the server keeps of a line of the avatar's. */
  said(text: string): TranscriptEntry | undefined;
  starting: boolean;
}

/** What was said, newest last. Follows the end unless the reader has scrolled away from it. */
export function TranscriptView({ lines, botName, said, starting }: TranscriptViewProps) {
  const list = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(true);

  const toEnd = () => {
    const element = list.current;
    if (element) element.scrollTop = element.scrollHeight;
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of the lines can make the list longer
  useLayoutEffect(() => {
    if (follows) toEnd();
  }, [lines, follows]);

  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      if (element.dataset.follows === 'true') element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return (
    <div className="transcript-frame">
      <div
        ref={list}
        className="transcript"
        data-testid="transcript"
        data-follows={follows}
        role="log"
        aria-label="Transcript"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must be reachable by keyboard for that
        tabIndex={0}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
          setFollows(scrollHeight - scrollTop - clientHeight < NEAR_END)
        }
      >
        {lines.length === 0 && (
          <p className="transcript-empty hint">
            {starting ? 'What is said will be written here.' : 'Nothing has been said yet.'}
          </p>
        )}
        {lines.map((line) => (
          <LineView key={line.id} line={line} botName={botName} kept={keptOf(line, said)} />
        ))}
      </div>
      {!follows && (
        <Button size="small" className="to-end" icon={<ArrowDown size={15} />} onClick={toEnd}>
          Newest
        </Button>
      )}
    </div>
  );
}

const keptOf = (line: Line, said: TranscriptViewProps['said']) =>
  line.from === 'bot' && !line.speaking ? said(line.text) : undefined;

function LineView({ line, botName, kept }: { line: Line; botName: string; kept?: TranscriptEntry }) {
  if (line.from === 'note') return <p className="line-note">{line.text}</p>;
  const who = line.from === 'bot' ? botName : line.origin === 'heard' ? 'You, by voice' : 'You';
  return (
    <article className="line" data-from={line.from} data-speaking={line.speaking} aria-busy={!line.complete}>
      <header>
        <strong>{who}</strong>
        <time dateTime={new Date(line.at).toISOString()}>{moment(line.at)}</time>
        {kept?.offline && <Badge dot={false}>Offline answer</Badge>}
        {line.speaking && (
          <span className="voice-bars" title="Being heard now">
            <i />
            <i />
            <i />
            <i />
          </span>
        )}
      </header>
      <p>
        {line.text}
        {!line.text && !line.complete && <span className="typing" aria-hidden />}
      </p>
      {kept && kept.sources.length > 0 && (
        <p className="hint">From {kept.sources.map(({ name, url }) => name || url).join(', ')}</p>
      )}
      {(line.interrupted || kept?.interrupted) && <footer>Interrupted</footer>}
      {line.problem && <footer className="bad">Not spoken: {line.problem}</footer>}
    </article>
  );
}
