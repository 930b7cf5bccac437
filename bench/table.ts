/** One figure: what was measured, in which unit, against which mark, if there is one. */
export interface Row {
  name: string;
  value: string;
  mark?: string;
  /** Undefined where there is no mark. */
  met?: boolean;
}

/** The part of a row that holds a value against the most it may be. */
export const mark = (value: number, limit: number): Pick<Row, 'mark' | 'met'> => ({
  mark: `≤ ${limit}`,
  met: value <= limit,
});

/** The part of a row that holds a value against the least it may be. */
export const markAtLeast = (value: number, limit: number): Pick<Row, 'mark' | 'met'> => ({
  mark: `≥ ${limit}`,
  met: value >= limit,
});

/** Figures side by side: the first column names what each row is of. */
export interface Comparison {
  title: string;
  columns: string[];
  rows: string[][];
}

/** Prints figures as a table for people; machines take the JSON. */
export function printTable(title: string, rows: readonly Row[]): void {
  const cells = rows.map((row) => [
    row.name,
    row.value,
    row.mark ?? '',
    row.met === undefined ? '' : row.met ? 'met' : 'MISSED',
  ]);
  printComparison({ title, columns: ['figure', 'measured', 'mark', ''], rows: cells });
}

export function printComparison({ title, columns, rows }: Comparison): void {
  const all = [columns, ...rows];
  const widths = columns.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const line = (row: string[]) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  console.log(`\n${title}`);
  for (const [i, row] of all.entries()) {
    console.log(line(row));
    if (i === 0) console.log(widths.map((width) => '-'.repeat(width)).join('  '));
  }
}
