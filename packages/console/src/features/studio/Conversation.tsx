import { useLiveSession } from '../../live/useLiveSession.js';
import { Composer } from './Composer.js';
import { SpeechLine } from './SpeechLine.js';
import { TranscriptView } from './TranscriptView.js';
import { useSaid } from './useSaid.js';

export function Conversation() {
  const { state } = useLiveSession();
  const said = useSaid();
  return (
    <section className="conversation">
      <h2 className="visually-hidden">Conversation</h2>
      <SpeechLine />
      <TranscriptView
        said={said}
        lines={state.transcript.lines}
        botName={state.plan?.avatar.name ?? 'Presenter'}
        starting={state.phase !== 'live' && state.phase !== 'ending' && state.phase !== 'ended'}
      />
      <Composer />
    </section>
  );
}
