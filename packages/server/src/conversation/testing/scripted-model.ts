import type { LanguageModel, Message } from '../../speech/llm/port.js';

/** A language model that answers as it is told, and keeps what it was asked. */
export class ScriptedModel implements LanguageModel {
  readonly name = 'scripted';
  readonly asked: (readonly Message[])[] = [];
  /** Pieces of the next answers; an error among them is thrown in its place. */
  pieces: (string | Error)[] = ['Yes.'];
  warmed = 0;

  async *reply(messages: readonly Message[], signal: AbortSignal): AsyncIterable<string> {
    this.asked.push(messages);
    for (const piece of this.pieces) {
      if (signal.aborted) {
        return;
      }
      if (piece instanceof Error) {
        throw piece;
      }
      yield piece;
    }
  }

  warmUp(): void {
    this.warmed++;
  }

  async close(): Promise<void> {}
}
