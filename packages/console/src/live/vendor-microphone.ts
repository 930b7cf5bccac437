/** What the vendors' SDKs call an obstacle of getUserMedia, as the browser itself calls it. */
const NAMES: Record<string, string> = {
  PERMISSION_DENIED: 'NotAllowedError',
  DEVICE_NOT_FOUND: 'NotFoundError',
  NOT_READABLE: 'NotReadableError',
  '5301': 'NotFoundError',
  '5302': 'NotAllowedError',
  '5303': 'NotReadableError',
};

/** An error of a vendor's SDK on a microphone, under the name that the browser has for it. */
export function browserError(error: unknown): unknown {
  const { code, extraCode } = (error ?? {}) as { code?: unknown; extraCode?: unknown };
  const name = NAMES[String(extraCode)] ?? NAMES[String(code)];
  return name && error instanceof Error ? new DOMException(error.message, name) : error;
}
