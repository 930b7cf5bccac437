import type { ReactNode } from 'react';

export interface Column<T> {
  label: string;
  /** The label is for screen readers only, and stays out of a phone's cards too. */
  bare?: boolean;
  /** On a phone's card `main` leads, `badge` stands beside it, `wide` has a line to itself, and `ways` is at the foot. */
  place?: 'main' | 'badge' | 'wide' | 'ways';
  cell(row: T): ReactNode;
}

interface TableProps<T> {
  /** What is listed, for screen readers. */
  label: string;
  columns: Column<T>[];
  rows: readonly T[];
  keyOf(row: T): string;
}

/**
 * A list of like things: a table, or a card for each on a phone. A `.row-link` in a cell makes the whole row its
 * target.
 */
export function Table<T>({ label, columns, rows, keyOf }: TableProps<T>) {
  return (
    <table className="table" aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.label} scope="col" data-place={column.place}>
              {column.bare ? <span className="visually-hidden">{column.label}</span> : column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map((column) => (
              <td
                key={column.label}
                data-place={column.place}
                data-label={column.bare || column.place === 'main' ? undefined : column.label}
              >
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
