import { ArrowUpRight, Play } from 'lucide-react';
import { useId } from 'react';
import { Button } from '../../ui/Button.js';
import { Notice } from '../../ui/Notice.js';
import { Segmented } from '../../ui/Segmented.js';
import { minutes } from '../../ui/time.js';
import { hrefTo } from '../../workspace/route.js';
import { chosenAvatar, chosenVoice, type Setup } from '../../workspace/setup.js';
import type { Catalog } from '../../workspace/useCatalog.js';
import { KnowledgePicker } from './KnowledgePicker.js';
import { MoreOptions } from './MoreOptions.js';
import { MODE_WORDS, MODES } from './modes.js';
import { PresenterPicker } from './PresenterPicker.js';
import { SpeechSummary } from './SpeechSummary.js';
import type { StartProblem } from './useStart.js';
import { VoicePicker } from './VoicePicker.js';

const DURATIONS_S = [60, 120, 300, 600, 1800, 3600];

interface SetupPanelProps {
  catalog: Catalog;
  setup: Setup;
  onChange(part: Partial<Setup>): void;
  onStart(): void;
  problem?: StartProblem;
  /** A session of this tab that still runs. */
  leftover?: string;
  onRejoin(id: string): void;
}

export function SetupPanel(props: SetupPanelProps) {
  const { catalog, setup, onChange, onStart, problem, leftover, onRejoin } = props;
  const durationId = useId();
  const avatar = chosenAvatar(setup, catalog);
  return (
    <form
      className="setup"
      onSubmit={(event) => {
        event.preventDefault();
        onStart();
      }}
    >
      <div className="setup-fields">
        {leftover && (
          <Notice>
            Your last session is still running.{' '}
            <button type="button" className="text-button" onClick={() => onRejoin(leftover)}>
              Go back into it
            </button>
          </Notice>
        )}
        <PresenterPicker
          avatars={catalog.avatars}
          chosenId={avatar?.avatar_id}
          onChoose={(avatarId) => onChange({ avatarId })}
        />
        <VoicePicker catalog={catalog} setup={setup} onChange={(voiceId) => onChange({ voiceId })} />
        <div className="field">
          <span className="label">Mode</span>
          <Segmented
            label="Mode"
            value={setup.mode}
            options={MODES}
            onChange={(mode) => onChange({ mode })}
          />
          <p className="hint">{MODE_WORDS[setup.mode]}</p>
        </div>
        <SpeechSummary voice={chosenVoice(setup, catalog)} mode={setup.mode} />
        <KnowledgePicker
          knowledge={catalog.knowledge}
          chosenId={setup.knowledgeId}
          onChoose={(knowledgeId) => onChange({ knowledgeId })}
        />
        <div className="field">
          <label htmlFor={durationId}>Ends by itself after</label>
          <select
            id={durationId}
            className="select"
            value={setup.durationS}
            onChange={(event) => onChange({ durationS: Number(event.target.value) })}
          >
            {DURATIONS_S.map((durationS) => (
              <option key={durationS} value={durationS}>
                {minutes(durationS)}
              </option>
            ))}
          </select>
        </div>
        <MoreOptions
          setup={setup}
          languages={catalog.languages}
          avatarName={avatar?.name ?? ''}
          onChange={onChange}
        />
      </div>
      <div className="setup-start">
        {problem && (
          <Notice bad>
            {problem.text}
            {problem.busy && (
              <>
                {' '}
                <a href={hrefTo('sessions')}>
                  Running sessions <ArrowUpRight size={14} aria-hidden />
                </a>
              </>
            )}
          </Notice>
        )}
        <Button
          type="submit"
          look="primary"
          size="large"
          data-testid="start"
          disabled={!avatar}
          icon={<Play size={19} fill="currentColor" />}
        >
          Start session
        </Button>
      </div>
    </form>
  );
}
