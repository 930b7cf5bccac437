import { parseArgs } from 'node:util';
import { loadSettings } from '../config/load.js';
import { StartError } from '../config/start-error.js';
import { type KeyCommand, type KeyCommandResult, keyCommand } from '../control/key-commands.js';
import { keyTable, keyWithSecret } from './key-table.js';
import { Operator } from './operator.js';

const KEYS_HELP = `Usage: avatarium keys create [--account NAME] [--name NAME] [limits]
       avatarium keys list [--account NAME]
       avatarium keys update KEY [--account NAME] [--name NAME] [limits]
       avatarium keys enable | disable | rotate | delete KEY [--account NAME]

Manages API keys: through the server that runs in DATA_DIR, or in the database itself when none runs.
KEY is a key's id, or its name in the account. The account, "default" unless named, is made when need be.

  --budget-minutes N    minutes of sessions in all
  --max-sessions N      sessions at once
  --rate-per-minute N   requests
  --webhook-url URL     where events are sent to
                        ("none" removes a limit or the webhook)
  --json                machine-readable output
  --config FILE         settings from a JSON file; the environment goes first
`;

const OPTIONS = {
  account: { type: 'string' },
  name: { type: 'string' },
  'budget-minutes': { type: 'string' },
  'max-sessions': { type: 'string' },
  'rate-per-minute': { type: 'string' },
  'webhook-url': { type: 'string' },
  json: { type: 'boolean' },
  config: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Runs `avatarium keys …`. @throws StartError with the one line to print */
export async function runKeys(args: string[]): Promise<number> {
  const { values, positionals } = parse(args);
  if (values.help || positionals.length === 0) {
    process.stdout.write(KEYS_HELP);
    return values.help ? 0 : 2;
  }
  const command = readCommand(values, positionals);
  const operator = new Operator(loadSettings(process.env, values.config));
  const result = await operator.execute(command).finally(() => operator.close());
  process.stdout.write(
    values.json ? `${JSON.stringify(asJson(command, result), null, 2)}\n` : asText(command, result),
  );
  return 0;
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw new StartError(error instanceof Error ? error.message.split('. ', 1).join('') : String(error), 2);
  }
}

type Values = ReturnType<typeof parse>['values'];

/** A limit as it was typed: a number, or nothing at all. */
function limitOf(option: string, typed: string | undefined): number | null | undefined {
  if (typed === undefined) {
    return undefined;
  }
  if (typed === 'none') {
    return null;
  }
  if (!/^\d+(?:\.\d+)?$/.test(typed)) {
    throw new StartError(`--${option}: must be a number, or "none"`, 2);
  }
  return Number(typed);
}

function readCommand(values: Values, [action = '', key, ...rest]: string[]): KeyCommand {
  const takesKey = action !== 'create' && action !== 'list';
  const surplus = takesKey ? rest[0] : (key ?? rest[0]);
  if (surplus !== undefined) {
    throw new StartError(`there is no place for "${surplus}", see avatarium keys --help`, 2);
  }
  const given = {
    account: values.account,
    name: values.name,
    budget_minutes: limitOf('budget-minutes', values['budget-minutes']),
    max_sessions: limitOf('max-sessions', values['max-sessions']),
    rate_per_minute: limitOf('rate-per-minute', values['rate-per-minute']),
    webhook_url: values['webhook-url'] === 'none' ? null : values['webhook-url'],
  };
  const { account: _, ...change } = given;
  const changes = Object.entries(change).find(([, value]) => value !== undefined);
  if (changes && action !== 'create' && action !== 'update') {
    throw new StartError(`--${changes[0].replaceAll('_', '-')}: does not go with "keys ${action}"`, 2);
  }
  if (action === 'update' && !changes) {
    throw new StartError('nothing to update: name an option, see avatarium keys --help', 2);
  }
  const command = keyCommand.safeParse({ action, ...given, ...(takesKey ? { key } : {}) });
  if (command.success) {
    return command.data;
  }
  const [issue] = command.error.issues;
  const field = String(issue?.path[0] ?? 'keys');
  if (field === 'action') {
    throw new StartError(`unknown command "keys ${action}", see avatarium keys --help`, 2);
  }
  throw new StartError(
    field === 'key' ? `keys ${action}: which key?` : `--${field.replaceAll('_', '-')}: ${issue?.message}`,
    2,
  );
}

function asJson(command: KeyCommand, result: KeyCommandResult): unknown {
  return command.action === 'list' ? result : result[0];
}

function asText(command: KeyCommand, result: KeyCommandResult): string {
  switch (command.action) {
    case 'create':
    case 'rotate':
      return result.map(keyWithSecret).join('');
    case 'delete':
      return result.map(({ name, account }) => `Deleted key "${name}" of account "${account}".\n`).join('');
    default:
      return keyTable(result);
  }
}
