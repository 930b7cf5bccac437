/**
 * The devices of a kind, or all. Browsers name devices only to pages that may use them.
 *
 * @param ask asks the user for it first, if the browser has not asked yet
 * @throws DOMException of getUserMedia or enumerateDevices
 */
export async function listDevices(
  kinds: readonly MediaDeviceKind[],
  ask: boolean,
): Promise<MediaDeviceInfo[]> {
  const listed = await devicesOf(kinds);
  // Names are empty, all of them, while the page may not use devices of that kind.
  const hidden = kinds.filter((kind) => listed.some((one) => one.kind === kind && one.label === ''));
  if (!ask || hidden.length === 0) return listed;
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: hidden.some((kind) => kind !== 'videoinput'),
    video: hidden.includes('videoinput'),
  });
  try {
    return await devicesOf(kinds);
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}

/**
 * Tells of devices that are plugged in or out from now on.
 *
 * @returns what ends it
 */
export function watchDevices(onChange: (device: MediaDeviceInfo, present: boolean) => void): () => void {
  const key = ({ kind, deviceId }: MediaDeviceInfo) => `${kind} ${deviceId}`;
  const all = async () => {
    const devices = await devicesOf(['audioinput', 'audiooutput', 'videoinput']);
    return new Map(devices.filter(({ deviceId }) => deviceId !== '').map((device) => [key(device), device]));
  };
  let known = all().catch(() => new Map<string, MediaDeviceInfo>());
  const look = () => {
    known = known.then(async (before) => {
      const now = await all().catch(() => before);
      for (const [name, device] of now) if (!before.has(name)) onChange(device, true);
      for (const [name, device] of before) if (!now.has(name)) onChange(device, false);
      return now;
    });
  };
  navigator.mediaDevices.addEventListener('devicechange', look);
  return () => navigator.mediaDevices.removeEventListener('devicechange', look);
}

async function devicesOf(kinds: readonly MediaDeviceKind[]): Promise<MediaDeviceInfo[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter(({ kind }) => kinds.includes(kind));
}
