/** A document that cannot be read, with the reason in words for whoever gave it. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}
