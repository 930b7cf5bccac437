import { ExchangeError, RoomError } from '@avatarium/local-room';
import { expect, test } from 'vitest';
import { AgoraEmitter } from './emitter.js';
import { AgoraRTCError, deviceError, joinError, subscribeError } from './error.js';

test('an error looks as the original does', () => {
  const error = new AgoraRTCError('INVALID_PARAMS', 'uid', { code: 1 });
  expect([error.name, error.code, error.message]).toEqual([
    'AgoraRTCException',
    'INVALID_PARAMS',
    'AgoraRTCError INVALID_PARAMS: uid',
  ]);
  expect(String(error)).toBe('AgoraRTCError INVALID_PARAMS: uid\ndata: {"code":1}');
  expect(error).toBeInstanceOf(Error);
});

test.each([
  [new ExchangeError('The token has expired', 1101), 'CAN_NOT_GET_GATEWAY_SERVER', 'dynamic key expired'],
  [
    new ExchangeError('made elsewhere', 1101),
    'CAN_NOT_GET_GATEWAY_SERVER',
    'invalid token, authorized failed',
  ],
  [new ExchangeError('app_id: is not', 1003), 'CAN_NOT_GET_GATEWAY_SERVER', 'app_id: is not'],
  [new ExchangeError('The session does not exist', 1216), 'CAN_NOT_GET_GATEWAY_SERVER', 'no such channel'],
  [new ExchangeError('nobody answered', undefined), 'NETWORK_ERROR', 'nobody answered'],
  [new RoomError('unreachable', 'no way'), 'NETWORK_ERROR', 'no way'],
  [new AgoraRTCError('OPERATION_ABORTED', 'left'), 'OPERATION_ABORTED', 'left'],
])('%s is told as the original would', (error, code, message) => {
  expect(joinError(error)).toMatchObject({ code, message: expect.stringContaining(message) });
});

test('what subscribing and devices run into has a code of its own', () => {
  expect(subscribeError(new RoomError('aborted', 'gone')).code).toBe('OPERATION_ABORTED');
  expect(subscribeError(new RoomError('timeout', 'late')).code).toBe('TIMEOUT');
  const codes = ['NotAllowedError', 'NotFoundError', 'NotReadableError', 'OverconstrainedError'].map(
    (name) => deviceError(new DOMException('x', name)).code,
  );
  expect(codes).toEqual([
    'PERMISSION_DENIED',
    'DEVICE_NOT_FOUND',
    'NOT_READABLE',
    'CONSTRAINT_NOT_SATISFIED',
  ]);
});

test('a member that is not covered is named, with the object it was asked of', () => {
  const emitter = new AgoraEmitter('AgoraRTCClient');
  expect(() => (emitter as unknown as Record<string, unknown>).startLiveStreaming).toThrow(
    expect.objectContaining({
      code: 'NOT_SUPPORTED',
      message: expect.stringContaining('"AgoraRTCClient.startLiveStreaming" is not covered'),
    }),
  );
});
