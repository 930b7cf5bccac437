import { ERRORS, type ErrorName } from '@avatarium/contract';
import type { SessionError } from '../../storage/port.js';

/** What a portrait may be. */
export const PORTRAIT_RULES = {
  /** Of each side. */
  minSidePx: 256,
  maxImageSidePx: 8192,
  maxImagePixels: 40_000_000,
} as const;

/** Why an avatar cannot be made, as its owner is told. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
  readonly code: number;

  /** @param cause what is for the server's log alone */
  constructor(kind: ErrorName, message: string, cause?: string) {
    super(message, { cause });
    this.code = ERRORS[kind].code;
  }

  get report(): SessionError {
    return { code: this.code, msg: this.message };
  }
}
