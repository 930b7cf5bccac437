import { listTurns, type Turn } from '../../api/turns.js';
import { useQuery } from '../../api/useQuery.js';
import { useLiveSession } from '../../live/useLiveSession.js';
import { moment } from '../../ui/time.js';

const SHOWN = 6;

/** The steps of a turn in their order; one may be there before the one ahead of it. */
const STEPS = [
  {
    name: 'Words',
    title: 'From the end of the speech until its words were known',
    ms: (t: Turn) => t.transcript_ms,
  },
  { name: 'First text', title: 'Until the answer’s text began', ms: (t: Turn) => t.first_token_ms },
  { name: 'First sound', title: 'Until the answer’s sound began', ms: (t: Turn) => t.first_audio_ms },
  {
    name: 'First picture',
    title: 'Until sound and picture were on their way to you',
    ms: (t: Turn) => t.first_frame_ms,
  },
];

const VIA: Record<Turn['via'], string> = { text: 'Typed', voice: 'Spoken', prologue: 'Greeting' };

/** How long the last answers took on the server, step by step. */
export function Turns() {
  const { state } = useLiveSession();
  const { session, transcript, phase } = state;
  const id = session?._id ?? '';
  // The server knows of a turn as soon as the answer is heard.
  const query = useQuery(`${id} ${transcript.speakingId}`, (signal) => listTurns(id, signal), {
    paused: id === '' || phase !== 'live',
  });
  const turns = query.data?.session_id === id ? query.data.turns.slice(-SHOWN).reverse() : [];
  if (turns.length === 0) return null;
  const longestMs = Math.max(1, ...turns.map((turn) => turn.first_frame_ms));
  return (
    <section className="turns" aria-label="How long the answers took">
      <table>
        <caption>
          Answers <span className="hint">ms from the end of what you said, on the server</span>
        </caption>
        <thead>
          <tr>
            <th scope="col">Turn</th>
            {STEPS.map(({ name, title }) => (
              <th key={name} scope="col" title={title}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {turns.map((turn) => (
            <tr key={turn.answered_at} data-testid="turn">
              <th scope="row">
                {VIA[turn.via]} <time>{moment(turn.answered_at, { seconds: true })}</time>
              </th>
              {STEPS.map(({ name, ms }) => (
                <td key={name}>
                  {ms(turn)}
                  <i aria-hidden style={{ width: `${(ms(turn) / longestMs) * 100}%` }} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
