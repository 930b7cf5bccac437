import { Square, Volume2 } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { mediaUrl } from '../../api/media-url.js';
import type { Voice } from '../../api/types.js';
import { Button } from '../../ui/Button.js';
import { useToast } from '../../ui/toast.js';
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
        <Preview voice={chosenVoice(setup, catalog)} />
      </div>
    </div>
  );
}

const describe = ({ name, gender, locale, language }: Voice): string =>
  [name, [gender?.toLowerCase(), locale || language].filter(Boolean).join(', ')].filter(Boolean).join(' · ');

/** Plays the voice's sample, from the start at every press. */
function Preview({ voice }: { voice: Voice | undefined }) {
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const toast = useToast();
  const source = mediaUrl(voice?.preview);
  // Another voice was picked: the old sample stops with its element.
  useEffect(() => () => setPlaying(false), []);

  const toggle = async () => {
    const element = audio.current;
    if (!element) return;
    if (playing) {
      element.pause();
      return;
    }
    element.currentTime = 0;
    try {
      await element.play();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return;
      toast({
        title: 'No sample',
        text: `The sample of ${voice?.name ?? 'this voice'} could not be played.`,
      });
    }
  };

  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: a voice sample is about its sound */}
      <audio
        key={source}
        ref={audio}
        src={source}
        preload="none"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)}
      />
      <Button
        disabled={!source}
        on={playing}
        icon={playing ? <Square size={16} fill="currentColor" /> : <Volume2 size={18} />}
        aria-label={playing ? 'Stop the voice sample' : 'Hear the voice'}
        title={source ? 'Hear the voice' : 'This voice has no sample'}
        onClick={toggle}
      />
    </>
  );
}
