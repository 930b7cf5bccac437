import { useLiveSession } from '../../live/useLiveSession.js';
import { Button } from '../../ui/Button.js';
import { Notice } from '../../ui/Notice.js';
import { useWorkspace } from '../../workspace/context.js';
import { ModelOffers } from './ModelOffers.js';
import { useMicrophone } from './useMicrophone.js';

/** Why the microphone does nothing, and what helps. */
export function MicNotice() {
  const { live, state } = useLiveSession();
  const { deaf } = useMicrophone();
  const { models } = useWorkspace();
  const { mic } = state;
  if (mic.problem) return <Notice bad>{mic.problem.text}</Notice>;
  if (!deaf || !mic.explained) return null;
  const listens = typeof models.data?.speech.recogniser === 'string';
  return (
    <section className="mic-notice" aria-label="Why the microphone is off" role="status">
      <header>
        <h3>{listens ? 'This conversation began without ears' : 'This server understands no speech yet'}</h3>
        <Button size="small" look="quiet" onClick={() => live.explainDeafness(false)}>
          Close
        </Button>
      </header>
      {listens ? (
        <p>A recogniser has been installed since. Start a new conversation to talk; in this one, type.</p>
      ) : (
        <>
          <p>
            It has no speech recogniser, so your microphone stays off. You can type, or whoever runs the
            server can install one. The next conversation uses it:
          </p>
          <ModelOffers kinds={['recogniser']} />
          <p className="hint">
            A recogniser elsewhere does too: start the server with <code>STT_PROVIDER</code> set to{' '}
            <code>openai</code> or <code>openai_realtime</code>.
          </p>
        </>
      )}
    </section>
  );
}
