import { ApiError, type ApiKeyUpdateRequest } from '@avatarium/contract';
import type { ApiKeyRow, Caller } from '../storage/account-port.js';

function isLimited(key: ApiKeyRow): boolean {
  return key.budgetMs !== null || key.maxSessions !== null || key.maxRequestsPerMinute !== null;
}

/**
 * Limits would limit nothing if the key itself could lift them, or make another key that has none: a limited
 * key manages no keys.
 *
 * @throws ApiError 1009
 */
export function requireManager({ key }: Caller): void {
  if (isLimited(key)) {
    throw new ApiError('permissionDenied', 'A key with limits cannot manage keys');
  }
}

/**
 * Any key may name its own webhook. Beyond that a key changes others, and itself only by name, so that no call
 * locks its caller out.
 *
 * @throws ApiError 1009
 */
export function requireMayUpdate(caller: Caller, id: string, change: ApiKeyUpdateRequest): void {
  const { webhook_url: _, name, ...rest } = change;
  const isOwn = id === caller.key.id;
  const limits = Object.values(rest).some((value) => value !== undefined);
  if (isOwn && limits) {
    throw new ApiError('permissionDenied', 'A key cannot disable or limit itself, use another one');
  }
  if (!isOwn || name !== undefined) {
    requireManager(caller);
  }
}

/** @throws ApiError 1009 */
export function requireMayRotate(caller: Caller, id: string): void {
  if (id !== caller.key.id) {
    requireManager(caller);
  }
}

/** @throws ApiError 1009 */
export function requireMayDelete(caller: Caller, id: string): void {
  requireManager(caller);
  if (id === caller.key.id) {
    throw new ApiError('permissionDenied', 'A key cannot delete itself, use another one');
  }
}
