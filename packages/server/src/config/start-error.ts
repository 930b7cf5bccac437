/** Something the operator can put right. Its message is the one line that is printed. */
export class StartError extends Error {
  override readonly name = 'StartError';

  /** @param exitCode 2 for a wrong setting or argument, 1 for everything the machine refuses. */
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
  }
}
