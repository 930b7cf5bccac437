/** What indexing may cost, beside the limits that the API documents. */
export const INDEXING_LIMITS = {
  basesPerAccount: 1000,
  /** Of one base, over all of its sources. */
  passages: 20_000,
  pageBytes: 10 * 1024 * 1024,
  documentFetchMs: 120_000,
  pageFetchMs: 30_000,
  /** Sources that are fetched, read and embedded at once. */
  concurrent: 2,
  /** Times that a source may be begun: one that kills the process must not do so for ever. */
  attempts: 3,
} as const;
