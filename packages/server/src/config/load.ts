import { readFileSync } from 'node:fs';
import { SETTINGS_NEEDED, SETTINGS_TOGETHER, type Settings, settingsSchema } from './settings.js';
import { StartError } from './start-error.js';

const NAMES = Object.keys(settingsSchema.shape) as (keyof Settings)[];
/** A refused value of these is not repeated in the message. */
const SECRETS = new Set<string>([
  'API_KEY',
  'SECRET_KEY',
  'DATABASE_URL',
  'LIVEKIT_API_SECRET',
  'LIVEKIT_API_KEY',
  'LLM_API_KEY',
  'TTS_API_KEY',
  'STT_API_KEY',
  'ELEVENLABS_API_KEY',
  'AGORA_APP_CERTIFICATE',
  'TRTC_SECRET_KEY',
]);

function readConfigFile(path: string): Record<string, unknown> {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    throw new StartError(`--config: cannot read ${path}: ${(error as NodeJS.ErrnoException).code}`, 2);
  }
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw new StartError(`--config: ${path} is not valid JSON`, 2);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new StartError(`--config: ${path} must hold one JSON object`, 2);
  }
  return value as Record<string, unknown>;
}

/** Objects are allowed for settings that are lists of pairs, arrays for lists. */
function flatten(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.join(',');
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([key, item]) => `${key}=${String(item)}`)
      .join(',');
  }
  return value;
}

/**
 * Settings from the environment, then the file at `configPath`, then the defaults. An empty value means
 * "not set".
 *
 * @throws StartError naming the setting that is wrong
 */
export function loadSettings(environment: NodeJS.ProcessEnv, configPath?: string): Settings {
  const file = configPath === undefined ? {} : readConfigFile(configPath);
  const unknown = Object.keys(file).find((key) => !(NAMES as string[]).includes(key));
  if (unknown !== undefined) {
    throw new StartError(`${configPath}: there is no setting called "${unknown}"`, 2);
  }
  const given: Record<string, unknown> = {};
  for (const name of NAMES) {
    const value = [environment[name], flatten(file[name])].find(
      (candidate) => candidate !== undefined && candidate !== null && candidate !== '',
    );
    if (value !== undefined) {
      given[name] = typeof value === 'string' ? value.trim() : value;
    }
  }
  const result = settingsSchema.safeParse(given);
  if (!result.success) {
    const issue = result.error.issues[0];
    const name = String(issue?.path[0] ?? 'settings');
    const shown = SECRETS.has(name) ? '' : ` (it is ${JSON.stringify(given[name])})`;
    throw new StartError(`${name}: ${issue?.message ?? 'is wrong'}${shown}`, 2);
  }
  for (const group of SETTINGS_TOGETHER) {
    const missing = group.filter((name) => result.data[name] === undefined);
    if (missing.length > 0 && missing.length < group.length) {
      throw new StartError(
        `${missing[0]}: must be set too, since ${group.find((name) => !missing.includes(name))} is`,
        2,
      );
    }
  }
  for (const name of NAMES.filter((one) => result.data[one] !== undefined)) {
    const missing = SETTINGS_NEEDED[name]?.find((one) => result.data[one] === undefined);
    if (missing !== undefined) {
      throw new StartError(`${missing}: must be set too, since ${name} is`, 2);
    }
  }
  return result.data;
}
