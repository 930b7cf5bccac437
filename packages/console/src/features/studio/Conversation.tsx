import { useLiveSession } from '../../live/useLiveSession.js';
import { Composer } from './Composer.js';
import { TranscriptView } from './TranscriptView.js';

export function Conversation() {
  const { state } = useLiveSession();
  return (
    <section className="conversation">
      <h2 className="visually-hidden">Conversation</h2>
      <TranscriptView
        lines={state.transcript.lines}
        botName={state.plan?.avatar.name ?? 'Presenter'}
        starting={state.phase !== 'live' && state.phase !== 'ending' && state.phase !== 'ended'}
      />
      <Composer />
    </section>
  );
}
