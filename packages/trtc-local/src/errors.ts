import { RoomError } from '@avatarium/local-room';
import { ERROR_CODE, EXTRA_CODE } from './constants.js';

type RtcErrorFields = {
  code: number;
  extraCode?: number;
  message: string;
  functionName?: string;
  originError?: Error;
};

const NAMES = new Map<number, string>(Object.entries(ERROR_CODE).map(([name, code]) => [code, name]));

/** What every function of the API throws; `code` is one of `TRTC.ERROR_CODE`, and `name` its name. */
export class RtcError extends Error {
  readonly code: number;
  readonly extraCode?: number;
  readonly functionName: string;
  readonly originError?: Error;

  constructor({ code, extraCode, message, functionName = '', originError }: RtcErrorFields) {
    super(message);
    this.name = NAMES.get(code) ?? 'UNKNOWN_ERROR';
    this.code = code;
    this.extraCode = extraCode;
    this.functionName = functionName;
    this.originError = originError;
  }
}

export function invalidParameter(functionName: string, extraCode: number, message: string): RtcError {
  return new RtcError({
    code: ERROR_CODE.INVALID_PARAMETER,
    extraCode,
    functionName,
    message: `${functionName}: ${message}`,
  });
}

export function invalidOperation(functionName: string, extraCode: number, message: string): RtcError {
  return new RtcError({
    code: ERROR_CODE.INVALID_OPERATION,
    extraCode,
    functionName,
    message: `${functionName}: ${message}`,
  });
}

export function aborted(functionName: string, message: string): RtcError {
  return new RtcError({
    code: ERROR_CODE.OPERATION_ABORT,
    functionName,
    message: `${functionName} aborted: ${message}`,
  });
}

/** An error that names what the stand-in lacks, be it a member, an option or an event. */
export function notCovered(what: string): RtcError {
  return new RtcError({
    code: ERROR_CODE.ENV_NOT_SUPPORTED,
    functionName: what,
    message: `The local stand-in for trtc-sdk-v5 does not cover ${what}. Only TRTC itself has it.`,
  });
}

const DEVICE_EXTRA_CODES: Readonly<Record<string, number>> = {
  NotFoundError: EXTRA_CODE.DEVICE_NOT_FOUND,
  NotAllowedError: EXTRA_CODE.DEVICE_NOT_ALLOWED,
  NotReadableError: EXTRA_CODE.DEVICE_NOT_READABLE,
  OverconstrainedError: EXTRA_CODE.DEVICE_OVERCONSTRAINED,
  InvalidStateError: EXTRA_CODE.DEVICE_INVALID_STATE,
  SecurityError: EXTRA_CODE.DEVICE_SECURITY,
  AbortError: EXTRA_CODE.DEVICE_ABORTED,
};

/** What `getUserMedia` threw, as an error of the API. */
export function deviceError(functionName: string, error: unknown): RtcError {
  const cause = asError(error);
  return new RtcError({
    code: ERROR_CODE.DEVICE_ERROR,
    extraCode: DEVICE_EXTRA_CODES[cause.name] ?? ERROR_CODE.DEVICE_ERROR,
    functionName,
    message: `${functionName}: ${cause.name}: ${cause.message}`,
    originError: cause,
  });
}

/** Anything thrown, as an error of the API; one of the API passes unchanged. */
export function operationFailed(functionName: string, error: unknown): RtcError {
  if (error instanceof RtcError) return error;
  const cause = asError(error);
  const isAbort = cause.name === 'AbortError' || (cause instanceof RoomError && cause.fault === 'aborted');
  if (isAbort) return aborted(functionName, cause.message);
  return new RtcError({
    code: ERROR_CODE.OPERATION_FAILED,
    functionName,
    message: `${functionName} failed: ${cause.message}`,
    originError: cause,
  });
}

/** Runs part of a function of the API, so that whatever it throws is an error of the API. */
export async function asOperation(functionName: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    throw operationFailed(functionName, error);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
