import type { ModelOverview } from '../models/overview.js';

/** "80 MB", as download pages have it. */
export function megabytes(bytes: number): string {
  return `${Math.max(1, Math.round(bytes / 1e6))} MB`;
}

/** Models for a terminal, the ones that are installed marked. */
export function modelTable(models: readonly ModelOverview[]): string {
  const rows = models.map((model) => [
    model.name,
    model.kind,
    model.installed ? 'installed' : model.available ? megabytes(model.downloadBytes) : 'not for this system',
    model.licence,
    model.languages.join(', ') || '–',
  ]);
  const all = [['NAME', 'KIND', 'DOWNLOAD', 'LICENCE', 'LANGUAGES'], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: string[]) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  const lines = models.flatMap((model, at) => [line(rows[at] ?? []), `  ${model.title}. ${model.summary}`]);
  return `${[line(all[0] ?? []), ...lines].join('\n')}\n`;
}
