import { useLiveSession } from '../../live/useLiveSession.js';
import { useVoice, useWorkspace } from '../../workspace/context.js';
import { answersWith, titleOf, VoiceWords } from './SpeechSummary.js';

/** Who speaks, listens and answers in the running session, in a line. */
export function SpeechLine() {
  const { state } = useLiveSession();
  const { models } = useWorkspace();
  const voice = useVoice(state.voiceId ?? '');
  const { data } = models;
  return (
    <dl className="speech-line">
      {voice && (
        <div>
          <dt>Voice</dt>
          <dd>
            <VoiceWords voice={voice} />
          </dd>
        </div>
      )}
      {data && (
        <div>
          <dt>Listens</dt>
          <dd>{data.speech.recogniser ? titleOf(data, data.speech.recogniser) : 'no recogniser'}</dd>
        </div>
      )}
      {data && (
        <div>
          <dt>Answers</dt>
          <dd>{state.mode === 1 ? 'says what it is told' : answersWith(data).toLowerCase()}</dd>
        </div>
      )}
    </dl>
  );
}
