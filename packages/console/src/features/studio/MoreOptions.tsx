import { useId } from 'react';
import type { Language, StreamType } from '../../api/types.js';
import { defaultGreeting, type Setup } from '../../workspace/setup.js';
import { STREAM_NAMES, STREAM_WORDS } from './stream-words.js';

interface MoreOptionsProps {
  setup: Setup;
  languages: Language[];
  avatarName: string;
  onChange(part: Partial<Setup>): void;
}

export function MoreOptions({ setup, languages, avatarName, onChange }: MoreOptionsProps) {
  const id = useId();
  return (
    <details className="more">
      <summary>More options</summary>
      <div className="more-fields">
        <div className="field">
          <label htmlFor={`${id}-greeting`}>{setup.mode === 1 ? 'Greeting' : 'First message'}</label>
          <textarea
            id={`${id}-greeting`}
            className="input"
            rows={2}
            value={setup.greeting ?? defaultGreeting(setup.mode, avatarName)}
            onChange={(event) => onChange({ greeting: event.target.value })}
          />
          <p className="hint">The console sends it when sound is on. Empty: the presenter waits for you.</p>
        </div>
        <div className="field">
          <label htmlFor={`${id}-background`}>Background</label>
          <input
            id={`${id}-background`}
            className="input"
            type="url"
            inputMode="url"
            placeholder="https://…/picture.jpg or video.mp4"
            value={setup.backgroundUrl}
            onChange={(event) => onChange({ backgroundUrl: event.target.value })}
          />
          <p className="hint">
            Address of a picture or a video. Empty: the avatar’s own background, which one made of a video
            always keeps.
          </p>
        </div>
        <div className="field">
          <label htmlFor={`${id}-speed`}>
            Speed of speech <span className="hint figures-text">{setup.speed.toFixed(2)}×</span>
          </label>
          <input
            id={`${id}-speed`}
            type="range"
            min={0.8}
            max={1.2}
            step={0.05}
            value={setup.speed}
            onChange={(event) => onChange({ speed: Number(event.target.value) })}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}-language`}>Language</label>
          <select
            id={`${id}-language`}
            className="select"
            value={setup.language}
            onChange={(event) => onChange({ language: event.target.value })}
          >
            <option value="">The voice’s own</option>
            {languages.map((language) => (
              <option key={language.lang_code} value={language.lang_code}>
                {language.lang_name}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor={`${id}-stream`}>Stream</label>
          <select
            id={`${id}-stream`}
            className="select"
            aria-describedby={`${id}-stream-words`}
            value={setup.streamType}
            onChange={(event) => onChange({ streamType: event.target.value as StreamType })}
          >
            {Object.entries(STREAM_NAMES).map(([type, name]) => (
              <option key={type} value={type}>
                {name}
              </option>
            ))}
          </select>
          <p className="hint" id={`${id}-stream-words`}>
            {STREAM_WORDS[setup.streamType]}
          </p>
        </div>
      </div>
    </details>
  );
}
