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

/** Prints figures as a table for people; machines take the JSON. */
export function printTable(title: string, rows: readonly Row[]): void {
  const cells = rows.map((row) => [
    row.name,
    row.value,
    row.mark ?? '',
    row.met === undefined ? '' : row.met ? 'met' : 'MISSED',
  ]);
  const all = [['figure', 'measured', 'mark', ''], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
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
