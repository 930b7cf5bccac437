import { Square, Volume2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { mediaUrl } from '../api/media-url.js';
import type { Voice } from '../api/types.js';
import { Button } from './Button.js';
import { useToast } from './toast.js';

/** Plays the voice's sample, from the start at every press. */
export function VoiceSample({ voice }: { voice: Voice | undefined }) {
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
