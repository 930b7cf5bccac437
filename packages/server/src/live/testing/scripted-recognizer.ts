import type { Recognition, SpeechRecognizer, Utterance } from '../../speech/stt/port.js';

/** Understands what it is told to: of each utterance that has sound in it, the next line of its script. */
export class ScriptedRecognizer implements SpeechRecognizer {
  readonly name = 'script';
  readonly script: string[] = [];
  /** Seconds of sound in each utterance that was finished. */
  readonly heardS: number[] = [];
  delayMs = 20;

  listen(): Utterance {
    let samples = 0;
    let loudest = 0;
    return {
      push: (pcm) => {
        samples += pcm.length;
        for (const sample of pcm) loudest = Math.max(loudest, Math.abs(sample));
      },
      finish: async (): Promise<Recognition> => {
        this.heardS.push(samples / 16_000);
        await new Promise((resolve) => setTimeout(resolve, this.delayMs));
        return { text: loudest > 500 ? (this.script.shift() ?? '') : '', language: 'en' };
      },
      cancel: () => {},
    };
  }

  warmUp(): void {}
  async close(): Promise<void> {}
}
