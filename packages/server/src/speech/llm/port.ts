/** One message of a conversation, as language models take it. */
export interface Message {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** A language model. The shared suite is `llm.suite.ts`. */
export interface LanguageModel {
  readonly name: string;
  /**
   * The reply as it streams in, in pieces of any size. Ends early, without an error, when aborted, and the provider
   * stops generating. Throws ProviderError.
   */
  reply(messages: readonly Message[], signal: AbortSignal): AsyncIterable<string>;
  /** Opens the connection, so that the next reply does not wait for it. Never throws. */
  warmUp(): void;
  close(): Promise<void>;
}
