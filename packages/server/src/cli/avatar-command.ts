import { StartError } from '../config/start-error.js';
import { type AvatarCommand, avatarCommand } from '../control/avatar-commands.js';

/** The options are named as they were typed. */
const OPTION_OF: Record<string, string> = { avatar_id: '--id', avatar: 'AVATAR' };

/** What the operator wants done, checked. @throws StartError that names the option at fault */
export function command(given: Record<string, unknown>): AvatarCommand {
  const parsed = avatarCommand.safeParse({ topic: 'avatars', ...given });
  if (parsed.success) {
    return parsed.data;
  }
  const [issue] = parsed.error.issues;
  const field = String(issue?.path[0] ?? 'avatars');
  throw new StartError(`${OPTION_OF[field] ?? `--${field}`}: ${issue?.message}`, 2);
}
