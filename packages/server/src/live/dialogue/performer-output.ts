import { voice } from '@livekit/agents';
import type { AudioFrame } from '@livekit/rtc-node';
import type { Performer } from '../../performer/index.js';
import { Segment } from './segment.js';

/** The performer as the AgentSession's loudspeaker. */
export class PerformerOutput extends voice.AudioOutput {
  private playing: Segment | null = null;
  private paused = false;

  constructor(private readonly performer: Pick<Performer, 'say' | 'interrupt' | 'pause' | 'resume'>) {
    super(undefined, undefined, { pause: true });
  }

  override async captureFrame(frame: AudioFrame): Promise<void> {
    const known = Segment.of(frame);
    if (!known || known.segment.isOver) return;
    await super.captureFrame(frame);
    const { segment, chunk } = known;
    segment.add(chunk);
    if (this.playing === segment) return;
    this.playing = segment;
    this.performer.say(segment.chunks(), {
      onStart: () => {
        segment.started();
        this.onPlaybackStarted(Date.now());
      },
      onText: (text, last) => segment.text(text, last),
      onEnd: (result) => {
        if (this.playing === segment) this.playing = null;
        this.onPlaybackFinished({
          playbackPosition: result.playedS,
          interrupted: result.interrupted,
          synchronizedTranscript: result.spokenText,
        });
        segment.end(result);
      },
    });
    if (this.paused) this.performer.pause();
  }

  override flush(): void {
    super.flush();
    this.playing?.finish();
  }

  override clearBuffer(): void {
    if (this.playing) this.performer.interrupt();
  }

  override pause(): void {
    this.paused = true;
    this.performer.pause();
  }

  override resume(): void {
    this.paused = false;
    this.performer.resume();
  }
}
