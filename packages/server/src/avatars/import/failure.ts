import { ApiError, ERRORS } from '@avatarium/contract';
import { FetchFailedError, RefusedUrlError, TooLargeError, WrongTypeError } from '../../net/index.js';
import type { AvatarOutcome } from '../../storage/avatar-port.js';
import { ImportError } from './rules.js';

/** An avatar that could not be made; nothing of it is kept. */
export function failure(error: ImportError): AvatarOutcome {
  return {
    status: 4,
    error: error.report,
    media: null,
    thumbnail: null,
    pack: null,
    quality: null,
    consent: null,
    licence: null,
  };
}

/** What its owner is told; null for what is no fault of the media. */
export function asImportError(error: unknown): ImportError | null {
  if (error instanceof ImportError) {
    return error;
  }
  if (error instanceof RefusedUrlError) {
    return new ImportError('invalidParameter', `url: ${error.message}`);
  }
  if (error instanceof TooLargeError) {
    return new ImportError('videoTooLarge', `url: ${error.message}`);
  }
  if (error instanceof WrongTypeError) {
    return new ImportError('videoUnparsable', `url: ${error.message}`);
  }
  if (error instanceof FetchFailedError) {
    return new ImportError('uploadError', `url: ${error.message}`);
  }
  return error instanceof ApiError ? ofLibrary(error) : null;
}

/** What the library of files says: no room left in the account, or the upload was deleted meanwhile. */
export function ofLibrary({ code, message }: ApiError): ImportError {
  const name = code === ERRORS.uploadLimitExceeded.code ? 'uploadLimitExceeded' : 'contentNotFound';
  return new ImportError(name, `url: ${message.replace(/^file: /, '')}`);
}
