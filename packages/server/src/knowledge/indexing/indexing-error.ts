import type { ErrorKind } from '@avatarium/contract';

/** Why a source could not be indexed, in words for whoever gave it. */
export class IndexingError extends Error {
  override readonly name = 'IndexingError';

  constructor(
    readonly kind: ErrorKind,
    message: string,
  ) {
    super(message);
  }
}
