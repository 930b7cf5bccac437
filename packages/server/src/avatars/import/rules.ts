import { ERRORS, type ErrorName } from '@avatarium/contract';
import type { SessionError } from '../../storage/port.js';

/** What a portrait or video may be. */
export const MEDIA_RULES = {
  /** Of each side. */
  minSidePx: 256,
  maxImageSidePx: 8192,
  maxImagePixels: 40_000_000,
  maxVideoSidePx: 4096,
  maxVideoS: 300,
  maxVideoFps: 60,
  /** As ffprobe names them. */
  videoCodecs: ['h264', 'hevc', 'vp8', 'vp9', 'av1'],
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
