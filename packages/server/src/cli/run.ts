import { parseArgs } from 'node:util';
import { loadSettings } from '../config/load.js';
import { StartError } from '../config/start-error.js';
import { readVersion } from './version.js';

const HELP = `Usage: avatarium serve [--config FILE] [--ephemeral [--until-stdin-closes]]
       avatarium keys COMMAND
       avatarium avatars COMMAND
       avatarium models COMMAND
       avatarium lipsync FILE [--json]

Starts the live-avatar server, manages its API keys (see avatarium keys --help), makes avatars of portraits and
carries them from server to server (see avatarium avatars --help), installs natural voices and speech recognisers (see
avatarium models --help), or prints the visemes of a recording (see avatarium lipsync --help).

  --config FILE   settings from a JSON file; the environment goes first
  --ephemeral     for tests: keeps everything in memory, takes a free port, and prints one line of JSON with
                  url, apiKey, clientId and pid when it is ready; logs go to stderr
  --until-stdin-closes
                  with --ephemeral: stops when its standard input ends
  --help          this text
  --version       the version

Settings, such as PORT=9000, are described in the README.
`;

/** Runs one command line. Resolves to the exit code; a server that runs keeps the promise open. */
export async function run(args: string[]): Promise<number> {
  try {
    if (args[0] === 'keys') {
      const { runKeys } = await import('./keys.js');
      return await runKeys(args.slice(1));
    }
    if (args[0] === 'avatars') {
      const { runAvatars } = await import('./avatars.js');
      return await runAvatars(args.slice(1));
    }
    if (args[0] === 'models') {
      const { runModels } = await import('./models.js');
      return await runModels(args.slice(1));
    }
    if (args[0] === 'lipsync') {
      const { runLipsync } = await import('./lipsync.js');
      return await runLipsync(args.slice(1));
    }
    const { values, positionals } = parseArguments(args);
    if (values.version) {
      process.stdout.write(`${readVersion()}\n`);
      return 0;
    }
    if (values.help || positionals.length === 0) {
      process.stdout.write(HELP);
      return values.help ? 0 : 2;
    }
    const [command, ...rest] = positionals;
    if (command !== 'serve' || rest.length > 0) {
      throw new StartError(`unknown command "${positionals.join(' ')}", see avatarium --help`, 2);
    }
    if (values['until-stdin-closes'] && !values.ephemeral) {
      throw new StartError('--until-stdin-closes: goes with --ephemeral only', 2);
    }
    const settings = loadSettings(process.env, values.config);
    // Loaded only now: help and complaints come at once.
    if (values.ephemeral) {
      const { serveEphemeral } = await import('./ephemeral.js');
      return await serveEphemeral(settings, { untilStdinCloses: values['until-stdin-closes'] ?? false });
    }
    const { serve } = await import('./serve.js');
    return await serve(settings);
  } catch (error) {
    if (error instanceof StartError) {
      process.stderr.write(`avatarium: ${error.message}\n`);
      return error.exitCode;
    }
    process.stderr.write(
      `avatarium: ${['keys', 'avatars', 'models', 'lipsync'].includes(args[0] ?? '') ? 'it failed' : 'could not start'}: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return 1;
  }
}

function parseArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        ephemeral: { type: 'boolean' },
        'until-stdin-closes': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new StartError(error instanceof Error ? error.message.split('. ', 1).join('') : String(error), 2);
  }
}
