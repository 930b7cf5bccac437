import { useId } from 'react';
import type { Voice } from '../../api/types.js';
import { VoiceSample } from '../../ui/VoiceSample.js';
import { chosenAvatar, chosenVoice, type Setup } from '../../workspace/setup.js';
import type { Catalog } from '../../workspace/useCatalog.js';

interface VoicePickerProps {
  catalog: Catalog;
  setup: Setup;
  onChange(voiceId: string): void;
}

export function VoicePicker({ catalog, setup, onChange }: VoicePickerProps) {
  const id = useId();
  const avatar = chosenAvatar(setup, catalog);
  const own = catalog.voices.find((voice) => voice.voice_id === avatar?.voice_id);
  const known = catalog.voices.some((voice) => voice.voice_id === setup.voiceId);
  return (
    <div className="field">
      <label htmlFor={id}>Voice</label>
      <div className="with-button">
        <select
          id={id}
          className="select"
          value={known ? setup.voiceId : ''}
          onChange={(event) => onChange(event.target.value)}
        >
          <option value="">{own ? `Presenter’s own (${own.name})` : 'Presenter’s own'}</option>
          {catalog.voices.map((voice) => (
            <option key={voice.voice_id} value={voice.voice_id}>
              {describe(voice)}
            </option>
          ))}
        </select>
        <VoiceSample voice={chosenVoice(setup, catalog)} />
      </div>
    </div>
  );
}

const describe = ({ name, gender, locale, language }: Voice): string =>
  [name, [gender?.toLowerCase(), locale || language].filter(Boolean).join(', ')].filter(Boolean).join(' · ');
