import { accessSync, constants, statSync } from 'node:fs';
import type { Settings } from './settings.js';
import { StartError } from './start-error.js';

const FILES = {
  BRIDGE_BROWSER: constants.X_OK,
  AGORA_SDK: constants.R_OK,
  TRTC_SDK: constants.R_OK,
} as const;

/** Finds out early that the bridge could not run. @throws StartError naming the setting whose file is not there */
export function requireBridgeFiles(settings: Pick<Settings, keyof typeof FILES>): void {
  for (const [name, mode] of Object.entries(FILES) as [keyof typeof FILES, number][]) {
    const path = settings[name];
    if (path === undefined) {
      continue;
    }
    let reason = 'it is not a file';
    try {
      accessSync(path, mode);
      if (statSync(path).isFile()) {
        continue;
      }
    } catch (error) {
      reason = (error as NodeJS.ErrnoException).code ?? reason;
    }
    throw new StartError(
      `${name}: cannot ${mode === constants.X_OK ? 'run' : 'read'} ${path} (${reason})`,
      2,
    );
  }
}
