import { EXCHANGE_CODES, ExchangeError, RoomError } from '@avatarium/local-room';

/** The codes that this stand-in raises, as the original documents them. */
export type AgoraRTCErrorCode =
  | 'CAN_NOT_GET_GATEWAY_SERVER'
  | 'CAN_NOT_PUBLISH_MULTIPLE_VIDEO_TRACKS'
  | 'CONSTRAINT_NOT_SATISFIED'
  | 'DEVICE_NOT_FOUND'
  | 'ENUMERATE_DEVICES_FAILED'
  | 'INVALID_OPERATION'
  | 'INVALID_PARAMS'
  | 'INVALID_REMOTE_USER'
  | 'NETWORK_ERROR'
  | 'NOT_READABLE'
  | 'NOT_SUPPORTED'
  | 'OPERATION_ABORTED'
  | 'PERMISSION_DENIED'
  | 'REMOTE_USER_IS_NOT_PUBLISHED'
  | 'SUBSCRIBE_FAILED'
  | 'TIMEOUT'
  | 'TRACK_IS_DISABLED'
  | 'TRACK_STATE_UNREACHABLE'
  | 'UID_CONFLICT'
  | 'UNEXPECTED_ERROR'
  | 'UNEXPECTED_RESPONSE'
  | 'UPDATE_TICKET_FAILED';

/** What every method throws or rejects with. */
export class AgoraRTCError extends Error {
  override readonly name = 'AgoraRTCException';

  constructor(
    readonly code: AgoraRTCErrorCode,
    message = '',
    readonly data?: unknown,
  ) {
    super(`AgoraRTCError ${code}: ${message}`);
  }

  override toString(): string {
    return this.data === undefined ? this.message : `${this.message}\ndata: ${JSON.stringify(this.data)}`;
  }

  print(level: 'error' | 'warning' = 'error'): this {
    if (level === 'error') console.error(this.toString());
    else console.warn(this.toString());
    return this;
  }

  throw(): never {
    throw this.print();
  }
}

/** For a member of the original that is not covered here. */
export function notCovered(member: string): AgoraRTCError {
  return new AgoraRTCError(
    'NOT_SUPPORTED',
    `"${member}" is not covered by Avatarium's local stand-in for Agora`,
  );
}

/** What a refused or failed entry is to a client. */
export function joinError(error: unknown): AgoraRTCError {
  if (error instanceof AgoraRTCError) return error;
  if (error instanceof ExchangeError && error.code !== undefined) {
    const told =
      error.code === EXCHANGE_CODES.badToken && /expired/.test(error.message) ? 'dynamic key expired' : '';
    const reason =
      told ||
      (error.code === EXCHANGE_CODES.noSession ? 'no such channel' : 'invalid token, authorized failed');
    return new AgoraRTCError('CAN_NOT_GET_GATEWAY_SERVER', `${reason}: ${error.message}`, {
      code: error.code,
    });
  }
  if (error instanceof ExchangeError || error instanceof RoomError) {
    return new AgoraRTCError('NETWORK_ERROR', error.message);
  }
  return new AgoraRTCError('UNEXPECTED_ERROR', String(error));
}

/** What subscribing ran into, to a client. */
export function subscribeError(error: unknown): AgoraRTCError {
  if (!(error instanceof RoomError)) return new AgoraRTCError('SUBSCRIBE_FAILED', String(error));
  if (error.fault === 'not-published')
    return new AgoraRTCError('REMOTE_USER_IS_NOT_PUBLISHED', error.message);
  return new AgoraRTCError(error.fault === 'timeout' ? 'TIMEOUT' : 'OPERATION_ABORTED', error.message);
}

/** What the browser said of a device, to a client. */
export function deviceError(error: unknown): AgoraRTCError {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  const code = DEVICE_CODES[name] ?? 'UNEXPECTED_ERROR';
  return new AgoraRTCError(code, `${name}: ${message}`);
}

const DEVICE_CODES: Record<string, AgoraRTCErrorCode> = {
  NotAllowedError: 'PERMISSION_DENIED',
  SecurityError: 'PERMISSION_DENIED',
  NotFoundError: 'DEVICE_NOT_FOUND',
  DevicesNotFoundError: 'DEVICE_NOT_FOUND',
  OverconstrainedError: 'CONSTRAINT_NOT_SATISFIED',
  NotReadableError: 'NOT_READABLE',
  AbortError: 'NOT_READABLE',
  NotSupportedError: 'NOT_SUPPORTED',
  TypeError: 'NOT_SUPPORTED',
};
