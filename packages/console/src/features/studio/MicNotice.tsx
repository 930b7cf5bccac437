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
  if (!deaf || !mic.deaf) return null;
  const installed = models.data?.models.some(({ kind, installed, in_use }) => {
    return kind === 'recogniser' && installed && !in_use;
  });
  return (
    <section className="mic-notice" aria-label="Why the microphone is off" role="status">
      <header>
        <h3>This server understands no speech yet</h3>
        <Button size="small" look="quiet" onClick={() => live.explainDeafness(false)}>
          Close
        </Button>
      </header>
      {installed ? (
        <p>
          A recogniser is installed, but the server started without it. Restart the server to talk. Until
          then, type.
        </p>
      ) : (
        <p>
          It has no speech recogniser, so your microphone stays off. You can type, or whoever runs the server
          can install one:
        </p>
      )}
      {!installed && <ModelOffers kinds={['recogniser']} />}
      <p className="hint">
        A recogniser elsewhere does too: set <code>STT_PROVIDER</code> to <code>openai</code> or{' '}
        <code>openai_realtime</code>. Both take effect when the server starts again.
      </p>
    </section>
  );
}
