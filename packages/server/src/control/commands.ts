import type { z } from 'zod';
import {
  type AvatarCommand,
  type AvatarCommandResult,
  type AvatarCommands,
  avatarCommand,
} from './avatar-commands.js';
import { type KeyCommand, type KeyCommandResult, type KeyCommands, keyCommand } from './key-commands.js';

export type Command = KeyCommand | AvatarCommand;
export type CommandResult = KeyCommandResult | AvatarCommandResult;
export type ResultOf<C extends Command> = C extends AvatarCommand ? AvatarCommandResult : KeyCommandResult;

/** Carries commands out. */
export interface CommandExecutor {
  /** Rejects with an ApiError when the command is refused. */
  execute(command: Command): Promise<CommandResult>;
}

/** Reads a command as it comes in. */
export function parseCommand(sent: unknown): z.ZodSafeParseResult<Command> {
  const isOfAvatars = typeof sent === 'object' && sent !== null && 'topic' in sent;
  return isOfAvatars ? avatarCommand.safeParse(sent) : keyCommand.safeParse(sent);
}

/** All that the operator can have done. */
export class OperatorCommands implements CommandExecutor {
  constructor(
    private readonly keys: KeyCommands,
    private readonly avatars: AvatarCommands,
  ) {}

  execute(command: Command): Promise<CommandResult> {
    return 'topic' in command ? this.avatars.execute(command) : this.keys.execute(command);
  }
}
