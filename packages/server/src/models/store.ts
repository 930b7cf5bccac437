import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

const MANIFEST = 'installed.json';
/** What is on its way, and what is on its way out; never a model's name. */
export const DOWNLOADS = '.downloads';
const STAGING = '.staging';

const manifest = z.object({
  name: z.string(),
  licence: z.string(),
  files: z.array(z.object({ path: z.string(), bytes: z.number(), sha256: z.string() })),
});

/** What was installed, and how each file was then. */
export type InstalledModel = z.infer<typeof manifest>;

/** The folder of installed models: one folder for each, with a manifest that is written last. */
export class ModelStore {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = resolve(folder);
  }

  pathOf(name: string): string {
    return join(this.folder, name);
  }

  /** Undefined when it is not installed. */
  async find(name: string): Promise<InstalledModel | undefined> {
    try {
      const found = manifest.safeParse(JSON.parse(await readFile(join(this.pathOf(name), MANIFEST), 'utf8')));
      return found.success ? found.data : undefined;
    } catch {
      return undefined;
    }
  }

  async list(): Promise<InstalledModel[]> {
    const names = await readdir(this.folder).catch(() => []);
    const found = await Promise.all(
      names.filter((name) => !name.startsWith('.')).map((name) => this.find(name)),
    );
    return found.filter((model) => model !== undefined);
  }

  /** An empty folder to put a model together in. */
  async stage(name: string): Promise<string> {
    const folder = join(this.folder, STAGING, `${name}-${process.pid}`);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    return folder;
  }

  /** Puts a staged model in its place, whole or not at all. */
  async install(staged: string, name: string, licence: string): Promise<void> {
    const files = await Promise.all((await filesIn(staged)).sort().map((path) => described(staged, path)));
    await writeFile(join(staged, MANIFEST), `${JSON.stringify({ name, licence, files }, null, 2)}\n`);
    await this.discard(name);
    await rename(staged, this.pathOf(name));
  }

  /** Paths of files that are missing or were changed. */
  async verify(model: InstalledModel): Promise<string[]> {
    const folder = this.pathOf(model.name);
    const wrong: string[] = [];
    for (const { path, bytes, sha256 } of model.files) {
      const size = await stat(join(folder, path)).then(
        (found) => found.size,
        () => -1,
      );
      if (size !== bytes || (await hashOf(join(folder, path))) !== sha256) wrong.push(path);
    }
    return wrong;
  }

  /** Removes a model, in one step to whoever looks. */
  async discard(name: string): Promise<void> {
    const doomed = join(this.folder, STAGING, `${name}-removed-${process.pid}`);
    await mkdir(join(this.folder, STAGING), { recursive: true });
    await rename(this.pathOf(name), doomed).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rm(doomed, { recursive: true, force: true });
  }

  /** Removes what pulls have left behind, save what another process is about. */
  async tidy(): Promise<void> {
    const staging = join(this.folder, STAGING);
    const names = await readdir(staging).catch(() => []);
    for (const name of names) {
      const pid = Number(/-(\d+)$/.exec(name)?.[1]);
      if (pid !== process.pid && runs(pid)) continue;
      await rm(join(staging, name), { recursive: true, force: true });
    }
    await rmdir(staging).catch(() => {});
  }
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((found) => found.isFile())
    .map((found) =>
      join(found.parentPath, found.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
}

async function described(folder: string, path: string) {
  const { size } = await stat(join(folder, path));
  return { path, bytes: size, sha256: await hashOf(join(folder, path)) };
}

/** SHA-256 of a file, in hexadecimal. */
export async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
