import { EXCHANGE_CODES, ExchangeError, exchange, LocalRoom, serverUrl } from '@avatarium/local-room';
import { ERROR_CODE, EXTRA_CODE } from './constants.js';
import { invalidParameter, operationFailed, RtcError } from './errors.js';
import { servedFrom } from './served-from.js';
import type { EnterRoomConfig } from './types.js';
import { userSigEnd } from './user-sig.js';

const MAX_ROOM_ID = 4_294_967_294;
const STRING_ROOM_ID = /^[A-Za-z\d !#$%&()+\-:;<=.>?@[\]^_{}|~,]{1,64}$/;
const enterRoom = 'enterRoom';

/**
 * The room that is meant. A `roomId` goes before a `strRoomId`.
 *
 * @throws RtcError INVALID_PARAMETER
 */
export function roomIdOf({ roomId, strRoomId }: { roomId?: unknown; strRoomId?: unknown }): string {
  if (roomId) {
    if (typeof roomId === 'string')
      throw invalidParameter(enterRoom, EXTRA_CODE.ROOM_ID_IS_A_STRING, 'a string goes into strRoomId');
    if (!Number.isInteger(roomId) || Number(roomId) < 1 || Number(roomId) > MAX_ROOM_ID)
      throw invalidParameter(
        enterRoom,
        EXTRA_CODE.NUMERIC_ROOM_ID,
        `roomId must be an integer from 1 to ${MAX_ROOM_ID}`,
      );
    return String(roomId);
  }
  if (!strRoomId)
    throw invalidParameter(enterRoom, EXTRA_CODE.ROOM_ID_REQUIRED, 'roomId or strRoomId is required');
  if (typeof strRoomId !== 'string' || !STRING_ROOM_ID.test(strRoomId))
    throw invalidParameter(
      enterRoom,
      EXTRA_CODE.STRING_ROOM_ID,
      'strRoomId must have 1 to 64 characters that TRTC allows',
    );
  return strRoomId;
}

/**
 * Enters the LiveKit room of the session that the user sig belongs to.
 *
 * @throws RtcError SERVER_ERROR if Avatarium refuses, OPERATION_FAILED if it or the media server cannot be reached
 */
export async function enter(config: EnterRoomConfig, signal: AbortSignal): Promise<LocalRoom> {
  try {
    const admission = await exchange(
      serverUrl(servedFrom.url),
      'trtc',
      {
        sdk_app_id: String(config.sdkAppId),
        user_id: config.userId,
        user_sig: config.userSig,
        room_id: roomIdOf(config),
      },
      signal,
    );
    return await LocalRoom.enter(admission.livekitUrl, admission.livekitToken, signal);
  } catch (error) {
    if (error instanceof ExchangeError && error.code !== undefined)
      throw new RtcError({
        code: ERROR_CODE.SERVER_ERROR,
        extraCode: await refusal(error, config.userSig),
        functionName: enterRoom,
        message: `${enterRoom} was refused: ${error.message}`,
        originError: error,
      });
    throw operationFailed(enterRoom, error);
  }
}

/** The vendor's code for why the server refused; where the vendor has none, Avatarium's own. */
async function refusal({ code, message }: ExchangeError, userSig: string): Promise<number | undefined> {
  if (code === EXCHANGE_CODES.badToken) {
    const endMs = await userSigEnd(userSig);
    return endMs !== undefined && endMs <= Date.now()
      ? EXTRA_CODE.USER_SIG_EXPIRED
      : EXTRA_CODE.USER_SIG_INVALID;
  }
  if (code === EXCHANGE_CODES.invalidField) {
    if (message.includes('user_id')) return EXTRA_CODE.USER_SIG_OF_ANOTHER_USER;
    if (message.includes('sdk_app_id')) return EXTRA_CODE.USER_SIG_OF_ANOTHER_APP;
  }
  return code;
}
