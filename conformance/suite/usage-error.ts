/** Why the suite cannot run at all: printed as one line, and the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
