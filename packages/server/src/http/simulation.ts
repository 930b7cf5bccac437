import {
  ApiError,
  ERRORS,
  type ErrorName,
  MAX_FAIL_AFTER_S,
  MAX_SIMULATED_DELAY_MS,
  SESSION_PATHS,
  SIMULATE_HEADER,
} from '@avatarium/contract';
import type { FastifyRequest } from 'fastify';
import type { Clock } from '../sessions/clock.js';
import type { Authenticate } from './auth.js';

/** What a caller asked to go wrong. */
export interface Simulation {
  /** Answered in place of doing anything. */
  error?: ErrorName;
  delayMs?: number;
  /** The session made by this call fails so long after its start. */
  failAfterMs?: number;
}

/** Calls held back at once, for all callers together. */
const MAX_DELAYED = 200;

const refused = (problem: string) => ApiError.parameter(SIMULATE_HEADER, problem);

function errorOf(value: string): ErrorName {
  const entry = Object.entries(ERRORS).find(([, { code }]) => String(code) === value);
  if (!entry) {
    throw refused(`code must be an error of the API, such as ${ERRORS.busy.code}`);
  }
  return entry[0] as ErrorName;
}

function numberOf(name: string, value: string, maximum: number, unit: string): number {
  const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  if (!(number <= maximum)) {
    throw refused(`${name} must be a number of ${unit} up to ${maximum}`);
  }
  return number;
}

/** What each directive means. */
const DIRECTIVES: Record<string, (value: string) => Simulation> = {
  code: (value) => ({ error: errorOf(value) }),
  delay: (value) => ({
    delayMs: Math.round(numberOf('delay', value, MAX_SIMULATED_DELAY_MS, 'milliseconds')),
  }),
  'fail-after': (value) => ({
    failAfterMs: Math.round(1000 * numberOf('fail-after', value, MAX_FAIL_AFTER_S, 'seconds')),
  }),
};

/**
 * Reads the header, e.g. `code=1215, delay=1500`.
 *
 * @throws ApiError 1003 naming the header
 */
export function readSimulation(request: FastifyRequest): Simulation {
  const simulation: Simulation = {};
  const seen = new Set<string>();
  const header = request.headers[SIMULATE_HEADER];
  const directives = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(/[,;]/);
  for (const directive of directives.map((part) => part.trim()).filter((part) => part !== '')) {
    const [name = '', value = ''] = directive.split('=', 2).map((part) => part.trim());
    const read = Object.hasOwn(DIRECTIVES, name) ? DIRECTIVES[name] : undefined;
    if (!read) {
      throw refused(`there is no directive "${name}", only ${Object.keys(DIRECTIVES).join(', ')}`);
    }
    if (seen.has(name)) {
      throw refused(`${name} is there twice`);
    }
    seen.add(name);
    Object.assign(simulation, read(value));
  }
  if (simulation.failAfterMs !== undefined && request.routeOptions.url !== SESSION_PATHS.create) {
    throw refused(`fail-after goes with ${SESSION_PATHS.create} only`);
  }
  return simulation;
}

/** Lets callers, once they are known, have the failures that they ask for. */
export function simulating(authenticate: Authenticate, clock: Clock): Authenticate {
  let delayed = 0;
  async function delay(delayMs: number): Promise<void> {
    if (delayed >= MAX_DELAYED) {
      throw new ApiError('tooManyRequests', `Too many calls with ${SIMULATE_HEADER} are held back already`);
    }
    delayed += 1;
    await new Promise<void>((resolve) => clock.after(delayMs, resolve));
    delayed -= 1;
  }
  return async (request) => {
    const caller = await authenticate(request);
    const { delayMs, error } = readSimulation(request);
    if (delayMs !== undefined) {
      await delay(delayMs);
    }
    if (error !== undefined) {
      throw new ApiError(error, `${ERRORS[error].message} (simulated)`);
    }
    return caller;
  };
}
