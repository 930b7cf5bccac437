import { setTimeout as sleep } from 'node:timers/promises';
import { type ConversationRig, type Spoken, untilQuiet, waitFor } from '../support/index.js';

/** A question that is answered with a long story. */
export const TELL = 'Please tell me the whole story.';
/** One breath, so that nothing but an interruption ends it. */
export const STORY =
  'Once upon a time a very small server began to talk about everything that had ever happened to it while it was ' +
  'running all alone in a quiet corner of a rather large and warm room full of other machines that never said a word';
/** Whoever asks this is answered with words that show how lips and sound go together. */
export const BOB = 'Say Bob a few times.';
const BOBS = 'Bob. Bob. Bob. Bob. Bob. Bob.';

/** A turn on a busy machine, its words included. */
const PATIENCE_MS = 45_000;

/** What the language model of the test says. */
export function answerTo(question: string): string {
  if (question === TELL) return STORY;
  return question === BOB ? BOBS : `You asked me: ${question}`;
}

/** Talks to an avatar and keeps what was said, as the user's client shows it. */
export class Talk {
  /** What users said, one a turn, in order. */
  readonly asked: string[] = [];
  /** What was answered and not interrupted, in order. */
  readonly answers: string[] = [];
  /** Spoken turns that were understood word by word. */
  understood = 0;
  /** What became of turns that were not answered in whole. */
  readonly lost: string[] = [];
  /** Milliseconds from the end of a turn to the first sound of its answer. */
  readonly delaysMs: { spoken: number[]; typed: number[] } = { spoken: [], typed: [] };

  constructor(private readonly rig: ConversationRig) {}

  async type(text: string): Promise<void> {
    const { viewer } = this.rig;
    const fromMs = performance.now();
    await viewer.chat(`typed-${this.asked.length}`, text);
    this.asked.push(text);
    await this.answered(fromMs, () => [text]);
    this.noteDelay('typed', fromMs);
  }

  async say({ text, pcm }: Spoken): Promise<void> {
    const fromMs = performance.now();
    const { endMs } = await this.rig.microphone.say(pcm);
    await this.answered(fromMs, () => this.messages('user', fromMs));
    const heard = this.messages('user', fromMs);
    this.asked.push(...heard);
    if (heard.join(' ') === text) this.understood++;
    this.noteDelay('spoken', endMs);
  }

  /** Asks for a story, and says something in the middle of it. */
  async interrupt(spoken: Spoken): Promise<void> {
    const { viewer } = this.rig;
    const fromMs = performance.now();
    await viewer.chat(`story-${this.asked.length}`, TELL);
    this.asked.push(TELL);
    try {
      await waitFor('the story', () => viewer.firstSoundAfter(fromMs), PATIENCE_MS);
    } catch (error) {
      this.lose(error, fromMs);
      return;
    }
    await sleep(1_000);
    await this.say(spoken);
  }

  /**
   * Waits until the whole answer to what was asked last has been said. Speech that came in two pieces is answered
   * together, or its last piece alone.
   */
  private async answered(fromMs: number, asked: () => string[]): Promise<void> {
    const { viewer } = this.rig;
    const answer = () => {
      const pieces = asked();
      const said = this.messages('bot', fromMs).at(-1);
      const isOver = viewer.events('audio_end').length === viewer.events('audio_start').length;
      const whole = pieces.map((_, at) => answerTo(pieces.slice(at).join('\n')));
      return isOver && said !== undefined && whole.includes(said) ? said : null;
    };
    try {
      this.answers.push(await waitFor(`an answer to turn ${this.asked.length + 1}`, answer, PATIENCE_MS));
    } catch (error) {
      this.lose(error, fromMs);
    }
    await untilQuiet(viewer, 700);
  }

  private lose(error: unknown, fromMs: number): void {
    const frames = this.rig.viewer.frames
      .filter(({ atMs }) => atMs >= fromMs)
      .map(({ type, pld }) => ({ type, ...pld }));
    this.lost.push(`${error instanceof Error ? error.message : error}; there came ${JSON.stringify(frames)}`);
  }

  private noteDelay(how: 'spoken' | 'typed', endMs: number): void {
    const soundMs = this.rig.viewer.firstSoundAfter(endMs);
    if (soundMs !== undefined) this.delaysMs[how].push(soundMs - endMs);
  }

  /** Whole messages of one side since, oldest first. */
  private messages(from: 'user' | 'bot', sinceMs: number): string[] {
    const texts = new Map<string, string>();
    for (const { type, pld, mid = '', atMs } of this.rig.viewer.frames) {
      if (type !== 'chat' || pld.from !== from || atMs < sinceMs) continue;
      texts.set(mid, (texts.get(mid) ?? '') + (pld.text ?? ''));
    }
    return [...texts.values()].map((text) => text.trim());
  }
}
