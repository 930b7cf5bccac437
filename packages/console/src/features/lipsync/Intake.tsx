import { ArrowLeft, AudioLines, Mic, Play, Square } from 'lucide-react';
import { Button } from '../../ui/Button.js';
import { DropZone } from '../../ui/DropZone.js';
import { Notice } from '../../ui/Notice.js';
import { clock, minutes } from '../../ui/time.js';
import sampleUrl from './sample.mp3?url';
import { MAX_SOUND_S, SoundProblem } from './sound.js';
import { useRecorder } from './useRecorder.js';

interface IntakeProps {
  problem?: string;
  onOpen(name: string, get: () => Promise<Blob>): void;
  /** The way back to what was open before. */
  back?: { name: string; go(): void };
}

/** The ways to get a sound: a file, the sample, the microphone. */
export function Intake({ problem, onOpen, back }: IntakeProps) {
  const recorder = useRecorder((recording) => onOpen('Recording', async () => recording));
  const shown = recorder.elapsedS === undefined ? (recorder.problem ?? problem) : undefined;
  const sample = async () => {
    const reply = await fetch(sampleUrl).catch(() => undefined);
    if (!reply?.ok)
      throw new SoundProblem('The server cannot be reached for the sample. Choose a file instead.');
    return reply.blob();
  };
  return (
    <section className="lipsync-intake" aria-label="Choose a sound">
      {shown && <Notice bad>{shown}</Notice>}
      {recorder.elapsedS === undefined ? (
        <>
          <DropZone
            label="Drop a recording here, or choose one"
            hint={`WAV, FLAC, MP3, Ogg, M4A, or the sound of a film. Up to ${minutes(MAX_SOUND_S)}, any language.`}
            icon={<AudioLines size={26} />}
            accept="audio/*,video/*,.flac,.ogg,.opus,.m4a"
            onFiles={([file]) => file && onOpen(file.name, async () => file)}
          />
          <div className="lipsync-ways">
            <Button look="primary" icon={<Play size={17} />} onClick={() => onOpen('Sample', sample)}>
              Use the sample
            </Button>
            <Button icon={<Mic size={17} />} onClick={recorder.start}>
              Record my voice
            </Button>
            {back && (
              <Button look="quiet" icon={<ArrowLeft size={17} />} onClick={back.go}>
                Back to “{back.name}”
              </Button>
            )}
          </div>
          <p className="hint">The sample was spoken by flite, with its voice slt.</p>
        </>
      ) : (
        <div className="panel lipsync-waiting">
          <p role="status">
            <span className="live-dot" aria-hidden /> Recording… say something
          </p>
          <p className="lipsync-elapsed">{clock(recorder.elapsedS * 1000)}</p>
          <Button look="primary" icon={<Square size={15} fill="currentColor" />} onClick={recorder.stop}>
            Stop and look at it
          </Button>
        </div>
      )}
    </section>
  );
}
