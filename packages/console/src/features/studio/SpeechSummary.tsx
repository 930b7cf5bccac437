import type { ReactNode } from 'react';
import type { Model, ModelList } from '../../api/models.js';
import type { Voice } from '../../api/types.js';
import { bytes } from '../../ui/bytes.js';
import { Facts } from '../../ui/Facts.js';
import { useWorkspace } from '../../workspace/context.js';
import { isOffer, ModelOffers } from './ModelOffers.js';

/** What will speak, listen and answer, and what would do it better. */
export function SpeechSummary({ voice, mode }: { voice?: Voice; mode: 1 | 2 }) {
  const { models } = useWorkspace();
  const { data, problem } = models;
  if (!data)
    return problem ? <p className="hint">What the server listens with is not known: {problem}</p> : null;
  const { speech } = data;
  return (
    <div className="field">
      <span className="label">Conversation</span>
      <Facts
        facts={[
          ['Speaks', voice && <VoiceWords voice={voice} />],
          ['Listens', speech.recogniser ? titleOf(data, speech.recogniser) : 'nobody: no speech recogniser'],
          ['Answers', mode === 1 ? undefined : answersWith(data)],
        ]}
      />
      <Offers models={data.models} listens={speech.recogniser !== null} />
      {mode === 2 && !speech.language_model && (
        <p className="hint">
          Set <code>LLM_MODEL</code>, and <code>LLM_BASE_URL</code> or <code>LLM_API_KEY</code>, for answers
          in free words.
        </p>
      )}
    </div>
  );
}

/** A voice by its name, with the model that speaks it. */
export function VoiceWords({ voice }: { voice: Voice }): ReactNode {
  return (
    <>
      {voice.name} <span className="hint">{voice.voice_model_name}</span>
    </>
  );
}

export const answersWith = ({ speech }: ModelList): string =>
  speech.language_model ?? 'from knowledge, offline';

/** A recogniser as people know it; providers that are no local models by their name. */
export function titleOf({ models }: ModelList, name: string): string {
  const words: Record<string, string> = {
    openai: 'OpenAI transcription',
    openai_realtime: 'OpenAI Realtime',
  };
  return models.find((model) => model.name === name)?.title ?? words[name] ?? name;
}

function Offers({ models, listens }: { models: Model[]; listens: boolean }) {
  // A server that listens already needs no second recogniser to be told of.
  const kinds: Model['kind'][] = listens ? ['voice'] : ['voice', 'recogniser'];
  const offers = models.filter((model) => isOffer(model) && kinds.includes(model.kind));
  if (offers.length === 0) return null;
  const smallest = (kind: Model['kind']) =>
    offers.filter((model) => model.kind === kind).sort((a, b) => a.download_bytes - b.download_bytes)[0];
  const [voice, recogniser] = [smallest('voice'), smallest('recogniser')];
  const words = [
    voice && `natural voices, ${bytes(voice.download_bytes)}`,
    recogniser && `a speech recogniser, ${bytes(recogniser.download_bytes)}`,
  ].filter((word) => word !== undefined);
  return (
    <details className="more">
      <summary>Can be installed: {words.join('; ')}</summary>
      <div className="more-fields">
        <ModelOffers kinds={kinds} />
        <p className="hint">They run on the server itself. Conversations that start afterwards use them.</p>
      </div>
    </details>
  );
}
