import { AgoraRTCError } from './error.js';

export type UID = number | string;

const CHANNEL = /^[a-zA-Z0-9 !#$%&()+\-:;<=.>?@[\]^_{}|~,]{1,64}$/;
const ASCII = /^[\x20-\x7e]*$/;

/** @throws AgoraRTCError INVALID_PARAMS, as the original does for what `join` is given */
export function checkJoin(appid: unknown, channel: unknown, token: unknown, uid: unknown): void {
  checkText(appid, 'appid', 2047);
  if (token !== null) checkText(token, 'token', 2047);
  if (typeof channel !== 'string' || !CHANNEL.test(channel)) {
    throw new AgoraRTCError(
      'INVALID_PARAMS',
      'The length must be within 64 bytes. The supported characters: a-z,A-Z,0-9,space,!, #, $, %, &, (, ), +, -, :, ;, <, =, ., >, ?, @, [, ], ^, _,  {, }, |, ~, ,',
    );
  }
  if (uid !== undefined && uid !== null && !isUid(uid)) {
    throw new AgoraRTCError(
      'INVALID_PARAMS',
      'a uid is an integer from 0 to 4294967295, or a string of 1 to 255 ASCII characters',
    );
  }
}

export function checkText(value: unknown, name: string, longest: number): void {
  if (typeof value !== 'string' || value.length < 1 || value.length > longest || !ASCII.test(value)) {
    throw new AgoraRTCError(
      'INVALID_PARAMS',
      `${name}: a string of 1 to ${longest} ASCII characters is needed`,
    );
  }
}

export function checkOneOf<Value>(
  value: unknown,
  name: string,
  allowed: readonly Value[],
): asserts value is Value {
  if (!allowed.includes(value as Value)) {
    throw new AgoraRTCError('INVALID_PARAMS', `${name} can only be set as ${JSON.stringify(allowed)}`);
  }
}

export function checkRange(value: unknown, name: string, low: number, high: number): asserts value is number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < low || value > high) {
    throw new AgoraRTCError('INVALID_PARAMS', `invalid ${name}: a number from ${low} to ${high} is needed`);
  }
}

export function checkBoolean(value: unknown, name: string): asserts value is boolean {
  if (typeof value !== 'boolean') throw new AgoraRTCError('INVALID_PARAMS', `${name} is not a boolean`);
}

function isUid(value: unknown): value is UID {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 && value <= 0xffffffff;
  return typeof value === 'string' && value.length >= 1 && value.length <= 255 && ASCII.test(value);
}

/** The uid of a member of the room: a number, if it is one. */
export function uidOf(identity: string): UID {
  return /^(0|[1-9]\d{0,9})$/.test(identity) && Number(identity) <= 0xffffffff ? Number(identity) : identity;
}
