import type { Row } from './columns.ts';

/** What a query found, row by row under its columns' names. */
export const rowsOf = ({ columns, rows }: { columns: readonly string[]; rows: readonly unknown[][] }): Row[] =>
  rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at] as Row[string]])));
