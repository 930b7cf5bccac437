/** A URL that must not be fetched: wrong scheme, or it leads somewhere private. */
export class RefusedUrlError extends Error {
  override readonly name = 'RefusedUrlError';
}

/** A URL that may be fetched, and could not: name unknown, no answer, too large, wrong type. */
export class FetchFailedError extends Error {
  override readonly name = 'FetchFailedError';
}

/** Media that is longer than it may be. */
export class TooLargeError extends FetchFailedError {}

/** Something else than what was asked for. */
export class WrongTypeError extends FetchFailedError {}
