import { readTranscript, type TranscriptEntry } from '../../api/transcripts.js';
import { useQuery } from '../../api/useQuery.js';
import { useLiveSession } from '../../live/useLiveSession.js';

/**
 * What the server keeps of the running session: of a line of the avatar's, whether it was an offline answer, what it
 * stands on, and whether it was broken off, which the room does not tell.
 */
export function useSaid(): (text: string) => TranscriptEntry | undefined {
  const { state } = useLiveSession();
  const { session, transcript, phase } = state;
  const id = session?._id ?? '';
  const { data } = useQuery(`${id} ${transcript.lines.length}`, (signal) => readTranscript(id, signal), {
    paused: id === '' || phase !== 'live' || transcript.speakingId !== undefined,
  });
  const entries = data?.session_id === id ? data.entries : [];
  return (text) => entries.findLast((entry) => entry.from === 'bot' && entry.text === text.trim());
}
