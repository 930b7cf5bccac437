import { useLiveSession } from '../../live/useLiveSession.js';
import { useWorkspace } from '../../workspace/context.js';

/**
 * The microphone's switch. Where the server understands no speech, it opens no microphone: it says why, and what to
 * do about that.
 */
export function useMicrophone(): { deaf: boolean; toggle(): void } {
  const { live, state } = useLiveSession();
  const { models } = useWorkspace();
  const told = state.mic.deaf === true;
  const deaf = told || (models.data !== undefined && models.data.speech.recogniser === null);
  const toggle = () => {
    if (deaf) live.explainDeafness(!told);
    else void live.toggleMicrophone();
  };
  return { deaf, toggle };
}
