import { type FormEvent, useId, useState } from 'react';
import { useLiveSession } from '../../live/useLiveSession.js';
import { Button } from '../../ui/Button.js';
import { Segmented } from '../../ui/Segmented.js';
import { useWorkspace } from '../../workspace/context.js';
import { MODES } from './modes.js';

/** What can be changed while the presenter is there. Every change is one `set-params`, sent at once. */
export function AdjustPanel() {
  const { live, state } = useLiveSession();
  const { catalog } = useWorkspace();
  const { plan, mode, reconnecting } = state;
  const [voiceId, setVoiceId] = useState(plan?.voice?.voice_id ?? '');
  const [speed, setSpeed] = useState(plan?.request.voice_params?.speed ?? 1);
  const [background, setBackground] = useState(plan?.request.background_url ?? '');
  const id = useId();
  const voices = catalog.state === 'ready' ? catalog.voices : [];

  const changeBackground = (event: FormEvent) => {
    event.preventDefault();
    void live.adjust({ bgurl: background.trim() }, 'Background');
  };

  return (
    <fieldset className="adjust" disabled={reconnecting}>
      <legend className="visually-hidden">Change the running session</legend>
      <div className="field">
        <span className="label">Mode</span>
        <Segmented
          label="Mode"
          value={mode}
          options={MODES}
          onChange={(next) => live.adjust({ mode: next }, 'Mode')}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-voice`}>Voice</label>
        <select
          id={`${id}-voice`}
          className="select"
          value={voiceId}
          onChange={({ target }) => {
            setVoiceId(target.value);
            void live.adjust({ vparams: { vid: target.value } }, 'Voice');
          }}
        >
          {voices.map((voice) => (
            <option key={voice.voice_id} value={voice.voice_id}>
              {voice.name}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={`${id}-speed`}>Speed of speech</label>
        <select
          id={`${id}-speed`}
          className="select"
          value={speed}
          onChange={({ target }) => {
            setSpeed(Number(target.value));
            void live.adjust({ vparams: { speed: Number(target.value) } }, 'Speed of speech');
          }}
        >
          {SPEEDS.map((value) => (
            <option key={value} value={value}>
              {value === 1 ? 'Normal' : `${value.toFixed(2)}×`}
            </option>
          ))}
        </select>
      </div>
      <form className="field" onSubmit={changeBackground}>
        <label htmlFor={`${id}-background`}>Background</label>
        <div className="with-button">
          <input
            id={`${id}-background`}
            className="input"
            type="url"
            required
            placeholder="https://…/picture.jpg or video.mp4"
            value={background}
            onChange={({ target }) => setBackground(target.value)}
          />
          <Button type="submit" className="apply">
            Apply
          </Button>
        </div>
      </form>
    </fieldset>
  );
}

const SPEEDS = [0.8, 0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.15, 1.2];
