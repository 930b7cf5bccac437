import { voice } from '@livekit/agents';
import type { AudioFrame } from '@livekit/rtc-node';
import type { Performer } from '../../performer/index.js';
import { Segment } from './segment.js';

/** The performer as the AgentSession's loudspeaker. */
export class PerformerOutput extends voice.AudioOutput {
  private playing: Segment | null = null;
  private audible = false;
  private paused = false;
  private held = false;

  /** @param onPause the AgentSession pauses what was audible */
  constructor(
    private readonly performer: Pick<Performer, 'say' | 'interrupt' | 'pause' | 'resume'>,
    private readonly onPause: () => void,
  ) {
    super(undefined, undefined, { pause: true });
  }

  /** The avatar speaks, or would if it were not paused or held. */
  get isAudible(): boolean {
    return this.audible;
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
        this.audible = true;
        segment.started();
        this.onPlaybackStarted(Date.now());
      },
      onText: (text, last) => segment.text(text, last),
      onEnd: (result) => {
        if (this.playing === segment) this.playing = null;
        this.audible = false;
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
    if (this.paused) return;
    this.paused = true;
    this.held = false;
    this.performer.pause();
    if (this.audible) this.onPause();
  }

  override resume(): void {
    this.paused = false;
    if (!this.held) this.performer.resume();
  }

  /** Falls silent at once, until a pause takes over or `release`. */
  hold(): void {
    this.held = true;
    this.performer.pause();
  }

  release(): void {
    this.held = false;
    if (!this.paused) this.performer.resume();
  }
}
