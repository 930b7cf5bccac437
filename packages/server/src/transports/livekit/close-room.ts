import { setTimeout as delay } from 'node:timers/promises';
import type { Room } from '@livekit/rtc-node';

const DISCONNECT_TIMEOUT_MS = 2000;

/**
 * Disconnects a room and forgets it. A room that the server has ended returns early from `disconnect` and leaves
 * its listener on the SDK's process-wide event source, which would keep the room alive for good.
 */
export async function closeRoom(room: Room): Promise<void> {
  const timer = new AbortController();
  await Promise.race([
    room.disconnect().catch(() => {}),
    delay(DISCONNECT_TIMEOUT_MS, undefined, { signal: timer.signal }).catch(() => {}),
  ]);
  timer.abort();
  room.removeAllListeners();
  const onFfiEvent: unknown = Reflect.get(room, 'onFfiEvent');
  if (typeof onFfiEvent === 'function') {
    globalThis._ffiClientInstance?.off('ffi_event' as never, onFfiEvent as never);
  }
}
