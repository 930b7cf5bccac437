import { stat } from 'node:fs/promises';
import { type CatalogueEntry, readCatalogue } from '../models/catalogue.js';
import { type InstalledModel, ModelStore } from '../models/store.js';
import { createLocalRecognizer } from '../speech/stt/local/index.js';
import type { SpeechRecognizer } from '../speech/stt/port.js';
import { createLocalSynthesizer } from '../speech/tts/local/index.js';
import type { SpeechSynthesizer } from '../speech/tts/port.js';

const RUNTIME = 'onnxruntime';
/** How often the folder is looked at for models that were installed or removed meanwhile. */
const LOOK_MS = 2000;
/** Sessions that began with a model may go on with it for so long after it was removed. */
const FAREWELL_MS = 3_600_000;

export interface LocalSpeechOptions {
  /** What becomes of each synthesizer before it is offered. */
  guarded?: (synthesizer: SpeechSynthesizer) => SpeechSynthesizer;
  /** Told when a model comes into use or goes out of it, in words. */
  onChange?: (message: string) => void;
  lookMs?: number;
}

/** A model that was opened; the runtime speaks and hears nothing itself. */
interface Opened {
  name: string;
  /** Another one means that other files were installed. */
  version: string;
  synthesizer?: SpeechSynthesizer;
  recognizer?: SpeechRecognizer;
}

/**
 * What `avatarium models pull` has installed, as providers of speech; the catalogue's first ones first. Models that are
 * installed or removed while the server runs are noticed. Each one's process starts when it is first needed, or
 * warmed up.
 */
export class LocalSpeech {
  private opened: readonly Opened[] = [];
  private readonly leaving = new Set<Opened>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private looking: Promise<void> = Promise.resolve();
  private changedMs = Number.NaN;
  private closed = false;

  private constructor(
    private readonly store: ModelStore,
    private readonly options: LocalSpeechOptions,
  ) {}

  /** `folder`: where models are installed; it need not exist. */
  static async open(folder: string, options: LocalSpeechOptions = {}): Promise<LocalSpeech> {
    const speech = new LocalSpeech(new ModelStore(folder), options);
    await speech.refresh();
    const timer = setInterval(() => void speech.lookForChanges(), options.lookMs ?? LOOK_MS);
    speech.timers.add(timer.unref());
    return speech;
  }

  get synthesizers(): SpeechSynthesizer[] {
    return this.opened.flatMap(({ synthesizer }) => synthesizer ?? []);
  }

  get recognizers(): SpeechRecognizer[] {
    return this.opened.flatMap(({ recognizer }) => recognizer ?? []);
  }

  /** Of the models that are open, with the runtime. */
  get names(): string[] {
    return this.opened.map(({ name }) => name);
  }

  /** Opens what was installed and lets go of what was removed. Never throws. */
  refresh(): Promise<void> {
    this.looking = this.looking.then(() => this.look()).catch(() => {});
    return this.looking;
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const timer of this.timers) clearTimeout(timer);
    await this.looking;
    await Promise.all([...this.opened, ...this.leaving].map(closeModel));
  }

  private async lookForChanges(): Promise<void> {
    // Models are renamed into the folder and out of it.
    if ((await changeOf(this.store.folder)) !== this.changedMs) await this.refresh();
  }

  private async look(): Promise<void> {
    const changedMs = await changeOf(this.store.folder);
    const installed = await this.store.list();
    if (this.closed) return;
    const before = this.opened;
    const runtime = installed.find(({ name }) => name === RUNTIME);
    this.opened = runtime ? this.openAll(installed, versionOf(runtime)) : [];
    this.changedMs = changedMs;
    for (const model of before.filter((one) => !this.opened.includes(one))) this.letGo(model);
  }

  /** In the catalogue's order; those of the same version as they are. */
  private openAll(installed: readonly InstalledModel[], runtime: string): Opened[] {
    return readCatalogue().models.flatMap((entry) => {
      const found = installed.find(({ name }) => name === entry.name);
      if (!found) return [];
      const version = `${runtime} ${versionOf(found)}`;
      const kept = this.opened.find((one) => one.name === entry.name && one.version === version);
      return kept ?? this.openOne(entry, version);
    });
  }

  private openOne({ name, kind, make }: CatalogueEntry, version: string): Opened {
    const options = { name, model: this.store.pathOf(name), runtime: this.store.pathOf(RUNTIME) };
    const { guarded = (synthesizer) => synthesizer, onChange } = this.options;
    onChange?.(`the model ${name} is in use`);
    if (kind === 'voice' && make === 'kokoro') {
      return { name, version, synthesizer: guarded(createLocalSynthesizer(options)) };
    }
    if (kind === 'recogniser' && make === 'whisper') {
      return { name, version, recognizer: createLocalRecognizer(options) };
    }
    return { name, version };
  }

  private letGo(model: Opened): void {
    this.options.onChange?.(`the model ${model.name} is used by no new session`);
    this.leaving.add(model);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.leaving.delete(model);
      void closeModel(model);
    }, FAREWELL_MS);
    this.timers.add(timer.unref());
  }
}

async function closeModel({ synthesizer, recognizer }: Opened): Promise<void> {
  await Promise.all([synthesizer?.close(), recognizer?.close()]);
}

function versionOf({ files }: InstalledModel): string {
  return files.map(({ sha256 }) => sha256).join();
}

/** When something was last put into a folder or taken out of it, in milliseconds; 0 where there is no folder. */
async function changeOf(folder: string): Promise<number> {
  return stat(folder).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
