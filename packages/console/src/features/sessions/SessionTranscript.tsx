import { Captions, Download, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { toCurl } from '../../api/curl.js';
import {
  deleteTranscript,
  readTranscript,
  subtitlesUrl,
  type Transcript,
  type TranscriptEntry,
  transcriptRequest,
} from '../../api/transcripts.js';
import type { Session } from '../../api/types.js';
import { useQuery } from '../../api/useQuery.js';
import { Answer } from '../../ui/Answer.js';
import { Badge } from '../../ui/Badge.js';
import { Button } from '../../ui/Button.js';
import { CodeBlock } from '../../ui/CodeBlock.js';
import { ConfirmDialog } from '../../ui/ConfirmDialog.js';
import { save } from '../../ui/save.js';
import { clock, moment } from '../../ui/time.js';
import { useWorkspace } from '../../workspace/context.js';
import { isOpen } from './words.js';

const REFRESH_MS = 3000;

/** What was said in a session: to read, to take away, to delete. */
export function SessionTranscript({ session, botName }: { session: Session; botName: string }) {
  const { baseUrl } = useWorkspace();
  const open = isOpen(session);
  const query = useQuery(session._id, (signal) => readTranscript(session._id, signal), {
    everyMs: open ? REFRESH_MS : undefined,
  });
  return (
    <section className="detail-part" aria-label="Transcript">
      <Answer query={query}>
        {(transcript) => (
          <>
            <Head transcript={transcript} onDeleted={query.refresh} />
            {transcript.entries.length === 0 ? (
              <p className="hint">
                {open ? 'Nothing has been said yet.' : 'Nothing is kept of what was said here.'}
              </p>
            ) : (
              <>
                <Turns transcript={transcript} session={session} botName={botName} />
                <CodeBlock
                  title="Transcript"
                  text={toCurl(transcriptRequest(session._id), baseUrl)}
                  words="Copy as curl"
                />
              </>
            )}
          </>
        )}
      </Answer>
    </section>
  );
}

function Head({ transcript, onDeleted }: { transcript: Transcript; onDeleted(): void }) {
  const [deleting, setDeleting] = useState(false);
  const { session_id: id, entries, count } = transcript;
  return (
    <div className="said-head">
      <h3>Transcript</h3>
      {entries.length > 0 && (
        <div className="detail-ways">
          <Button
            size="small"
            icon={<Download size={15} />}
            aria-label="Save the transcript as JSON"
            onClick={() =>
              save(`transcript-${id}.json`, 'application/json', `${JSON.stringify(transcript, null, 2)}\n`)
            }
          >
            JSON
          </Button>
          <a
            className="button small"
            href={subtitlesUrl(id)}
            download={`transcript-${id}.vtt`}
            aria-label="Save the transcript as WebVTT subtitles"
          >
            <Captions size={15} aria-hidden />
            WebVTT
          </a>
          <Button
            size="small"
            look="danger"
            icon={<Trash2 size={15} />}
            aria-label="Delete the transcript"
            onClick={() => setDeleting(true)}
          >
            Delete
          </Button>
        </div>
      )}
      {deleting && (
        <ConfirmDialog
          title="Delete this transcript?"
          verb="Delete"
          onConfirm={async () => {
            await deleteTranscript(id);
            onDeleted();
          }}
          onClose={() => setDeleting(false)}
        >
          <p>
            {count === 1 ? 'The one turn' : `All ${count} turns`} of this session will be gone for good. The
            session itself stays in the list.
          </p>
        </ConfirmDialog>
      )}
    </div>
  );
}

function Turns({
  transcript: { entries, count },
  session,
  botName,
}: {
  transcript: Transcript;
  session: Session;
  botName: string;
}) {
  const startMs = session.started_at ?? session.created_at;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must be reachable by keyboard for that */}
      <section className="said" aria-label="What was said" tabIndex={0}>
        <ol>
          {entries.map((entry) => (
            <Turn
              key={`${entry.start_ms} ${entry.from} ${entry.text}`}
              entry={entry}
              startMs={startMs}
              botName={botName}
            />
          ))}
        </ol>
      </section>
      {count > entries.length && (
        <p className="hint">
          The first {entries.length} of {count} turns.
        </p>
      )}
    </>
  );
}

const VIA: Record<TranscriptEntry['via'], string> = {
  text: 'in writing',
  voice: 'by voice',
  prologue: 'greeting',
};

function Turn({ entry, startMs, botName }: { entry: TranscriptEntry; startMs: number; botName: string }) {
  const { from, via, text, start_ms, interrupted, offline, sources } = entry;
  const isBot = from === 'bot';
  return (
    <li className="line" data-from={from}>
      <header>
        <strong>{isBot ? botName : 'User'}</strong>
        {(!isBot || via === 'prologue') && <span className="hint">{VIA[via]}</span>}
        <time dateTime={new Date(start_ms).toISOString()} title={moment(start_ms, { seconds: true })}>
          {clock(start_ms - startMs)}
        </time>
        {offline && <Badge dot={false}>Offline answer</Badge>}
      </header>
      <p>{text}</p>
      {interrupted && <footer>Interrupted</footer>}
      {sources.length > 0 && (
        <p className="said-sources">
          From{' '}
          {sources.map(({ name, url }, at) => (
            <span key={`${name} ${url}`}>
              {at > 0 && ', '}
              {/^https?:\/\//i.test(url) ? (
                <a href={url} target="_blank" rel="noreferrer noopener">
                  {name || url}
                </a>
              ) : (
                <cite>{name || 'a document'}</cite>
              )}
            </span>
          ))}
        </p>
      )}
    </li>
  );
}
