/** Asks, on a call with credentials, for a failure. See docs/sandbox.md. */
export const SIMULATE_HEADER = 'x-avatarium-simulate';

/** Milliseconds. */
export const MAX_SIMULATED_DELAY_MS = 30_000;
/** Seconds after a session's start. */
export const MAX_FAIL_AFTER_S = 3600;
