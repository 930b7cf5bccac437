/**
 * What went wrong with a provider of speech or language. `unreachable`: no connection or no answer in time.
 * `refused`: the key, the model or the request is not taken; another try does not help. `busy`: told to come back
 * later. `broken`: an answer that breaks off or makes no sense.
 */
export type ProviderFault = 'unreachable' | 'refused' | 'busy' | 'broken';

/** In words for an operator, naming the provider; never with a key in it. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';

  /** @param retryAfterS when a busy provider wants to be asked again, if it said so */
  constructor(
    readonly provider: string,
    readonly fault: ProviderFault,
    message: string,
    readonly retryAfterS?: number,
  ) {
    super(`${provider}: ${message}`);
  }

  /** Another try may go well. */
  get passing(): boolean {
    return this.fault !== 'refused';
  }
}
