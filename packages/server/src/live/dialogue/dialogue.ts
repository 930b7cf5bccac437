import type { PlaybackListener } from '../../performer/index.js';
import type { SpeechChunk } from '../../speech/tts/port.js';
import type { DialogueOptions, Mouth } from './port.js';
import type { VoiceSession } from './voice-session.js';

/** Loads what a dialogue runs on, which takes a second: once, and never in the way of anything else. */
export async function loadDialogue(): Promise<typeof import('./voice-session.js')> {
  return import('./voice-session.js');
}

/** The dialogue of one session. Opens in the background; what is to be said until then is said when it is open. */
export class Dialogue implements Mouth {
  private voice: VoiceSession | null = null;
  /** Says things where no dialogue could be opened. */
  private mouth: Mouth | null = null;
  private waiting: { chunks: AsyncIterable<SpeechChunk>; listener: PlaybackListener } | null = null;
  private closed = false;
  private readonly opening: Promise<void>;

  constructor(private readonly options: DialogueOptions) {
    this.opening = this.open();
  }

  say(chunks: AsyncIterable<SpeechChunk>, listener: PlaybackListener): void {
    if (this.mouth) {
      this.mouth.say(chunks, listener);
      return;
    }
    this.interrupt();
    this.waiting = { chunks, listener };
  }

  interrupt(): void {
    this.mouth?.interrupt();
    const { waiting } = this;
    this.waiting = null;
    waiting?.listener.onEnd({ started: false, interrupted: true, spokenText: '', playedS: 0, error: null });
  }

  /** A user speaks, or what they said is not understood yet. */
  get isHearing(): boolean {
    return this.voice?.isHearing === true;
  }

  /** @param pcm mono, 16 kHz */
  hear(pcm: Int16Array): void {
    this.voice?.hear(pcm);
  }

  /** Takes over changed turn detection. */
  update(): void {
    this.voice?.update();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.interrupt();
    await this.opening;
    await this.voice?.close();
  }

  private async open(): Promise<void> {
    const { performer, listener } = this.options;
    try {
      const { VoiceSession } = await loadDialogue();
      if (this.closed) return;
      this.voice = await VoiceSession.open(this.options);
      this.mouth = this.voice;
    } catch (error) {
      listener.onWarning('the dialogue could not be opened: nobody is listened to', error);
      this.mouth = performer;
    }
    const { waiting } = this;
    this.waiting = null;
    if (waiting) this.mouth.say(waiting.chunks, waiting.listener);
  }
}
