import { toCurl } from '../../api/curl.js';
import { requests, sessionDetail } from '../../api/endpoints.js';
import type { Session } from '../../api/types.js';
import { useQuery } from '../../api/useQuery.js';
import { Answer } from '../../ui/Answer.js';
import { CodeBlock } from '../../ui/CodeBlock.js';
import { CopyField } from '../../ui/CopyField.js';
import { Dialog } from '../../ui/Dialog.js';
import { Facts } from '../../ui/Facts.js';
import { Meter } from '../../ui/Meter.js';
import { Moment } from '../../ui/Moment.js';
import { Notice } from '../../ui/Notice.js';
import { Portrait } from '../../ui/Portrait.js';
import { clock } from '../../ui/time.js';
import { useNow } from '../../ui/useNow.js';
import { useAvatar, useVoice, useWorkspace } from '../../workspace/context.js';
import { SessionButtons } from './SessionButtons.js';
import { StatusBadge } from './SessionTable.js';
import { SessionTranscript } from './SessionTranscript.js';
import { isOpen, LOCAL_WORDS, letsIn, queueWords, reasonSentence, TOKEN_FIELDS, usedMs } from './words.js';

const REFRESH_MS = 3000;

/** One session in full. */
export function SessionDrawer({
  id,
  onClose,
  onChanged,
}: {
  id: string;
  onClose(): void;
  onChanged(): void;
}) {
  const query = useQuery(id, (signal) => sessionDetail(id, signal), { everyMs: REFRESH_MS });
  const changed = () => {
    query.refresh();
    onChanged();
  };
  return (
    <Dialog title="Session" className="drawer" onClose={onClose}>
      <Answer query={query}>{(session) => <Detail session={session} onChanged={changed} />}</Answer>
    </Dialog>
  );
}

function Detail({ session, onChanged }: { session: Session; onChanged(): void }) {
  const { baseUrl } = useWorkspace();
  const avatar = useAvatar(session.avatar_id);
  const voice = useVoice(session.voice_id);
  const now = useNow(session.status === 2);
  const open = isOpen(session);
  const name = avatar?.name ?? session.avatar_id;
  const used = usedMs(session, now);
  return (
    <>
      <div className="detail-head">
        <Portrait name={name} url={avatar?.thumbnailUrl} small />
        <div>
          <strong>{name}</strong>
          <StatusBadge session={session} />
        </div>
        <div className="detail-ways">
          <SessionButtons session={session} onChanged={onChanged} />
        </div>
      </div>
      {session.error && (
        <Notice bad>
          {session.error.msg} (code {session.error.code})
        </Notice>
      )}
      <Meter
        value={used}
        max={session.duration * 1000}
        text={`${clock(used)} used of ${clock(session.duration * 1000)} that were asked for`}
      />
      <Facts
        facts={[
          ['In the queue', queueWords(session)],
          ['Created', <Moment key="created" at={session.created_at} />],
          ['Started', <Moment key="started" at={session.started_at} />],
          ['Ended', open ? undefined : <Moment key="ended" at={session.ended_at} />],
          ['Why it ended', reasonSentence(session)],
          ['Mode', session.mode_type === 1 ? 'Says texts as they are' : 'Dialogue'],
          ['Voice', voice?.name ?? session.voice_id],
          ['Stream', session.stream_type],
        ]}
      />
      <SessionTranscript session={session} botName={name} />
      <CopyField label="Session id" value={session._id} />
      <CopyField label="Avatar id" value={session.avatar_id} />
      {open && <Credentials session={session} />}
      <CodeBlock
        title="Detail"
        text={toCurl(requests.sessionDetail(session._id), baseUrl)}
        words="Copy as curl"
      />
      {open && (
        <CodeBlock
          title="Close"
          text={toCurl(requests.closeSession(session._id), baseUrl)}
          words="Copy as curl"
        />
      )}
    </>
  );
}

const SECRETS: readonly string[] = TOKEN_FIELDS;

/** What a client needs to enter the room, as long as there is one. Where it is not ours, some fields are empty. */
function Credentials({ session }: { session: Session }) {
  const fields = Object.entries(session.credentials).filter(([, value]) => value !== '' && value !== 0);
  return (
    <section className="detail-part" aria-label="Credentials">
      <h3>Credentials</h3>
      <p className="hint">
        {letsIn(session)
          ? 'What a client enters the room with. Whoever has the token can take its place.'
          : 'The session runs in a room of the caller’s own, which has its own tokens.'}
      </p>
      {session.local && <p className="hint">{LOCAL_WORDS[session.stream_type]}</p>}
      {fields.map(([name, value]) => (
        <CopyField key={name} label={name} value={String(value)} secret={SECRETS.includes(name)} />
      ))}
    </section>
  );
}
