import { listDevices as list, watchDevices as watch } from '@avatarium/local-room';
import { ERROR_CODE, EXTRA_CODE } from './constants.js';
import { deviceError, RtcError } from './errors.js';

type DeviceType = 'camera' | 'microphone' | 'speaker';

const KINDS = { camera: 'videoinput', microphone: 'audioinput', speaker: 'audiooutput' } as const;
const TYPES = { videoinput: 'camera', audioinput: 'microphone', audiooutput: 'speaker' } as const;

/**
 * The browser's media devices.
 *
 * @throws RtcError ENV_NOT_SUPPORTED: pages without TLS have none, except those of this machine
 */
export function mediaDevices(functionName: string): MediaDevices {
  const devices: MediaDevices | undefined = globalThis.navigator?.mediaDevices;
  if (devices) return devices;
  throw new RtcError({
    code: ERROR_CODE.ENV_NOT_SUPPORTED,
    extraCode: EXTRA_CODE.NO_SECURE_CONTEXT,
    functionName,
    message: `${functionName}: the page needs HTTPS, or localhost, for cameras and microphones`,
  });
}

/** Devices of a type. Asks the user first if wanted: browsers hide devices from pages that may not use them. */
export async function listDevices(
  functionName: string,
  type: DeviceType,
  requestPermission: boolean,
): Promise<MediaDeviceInfo[]> {
  mediaDevices(functionName);
  try {
    return await list([KINDS[type]], requestPermission);
  } catch (error) {
    throw deviceError(functionName, error);
  }
}

/** 'granted', 'denied', 'prompt', or null where the browser does not tell. */
export async function permissionState(name: 'camera' | 'microphone'): Promise<PermissionState | null> {
  try {
    return (await navigator.permissions.query({ name: name as PermissionName })).state;
  } catch {
    return null;
  }
}

/** Tells of devices that are plugged in or out. Returns how to end it. */
export function watchDevices(
  report: (type: DeviceType, action: 'add' | 'remove', device: MediaDeviceInfo) => void,
): () => void {
  if (!globalThis.navigator?.mediaDevices) return () => {};
  return watch((device, present) => report(TYPES[device.kind], present ? 'add' : 'remove', device));
}
