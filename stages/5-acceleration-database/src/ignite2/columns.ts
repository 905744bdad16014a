import type { Json } from '@outgrow/domain/records';

/** A value as a column holds it: amounts and numbers as numbers, times as ISO 8601 in UTC with milliseconds. */
export type Cell = string | number | boolean | null;

/** A row, by its columns' names. */
export type Row = Readonly<Record<string, Cell>>;

/** What a column is called in a record: `PRICE_MINOR` priceMinor, `REPLY_JSON` reply. */
export function propertyOf(column: string): string {
  return column
    .replace(JSON_SUFFIX, '')
    .toLowerCase()
    .replace(/_+([a-z0-9])/g, (_, first: string) => first.toUpperCase());
}

/** The record that a row holds; a column of JSON text is read. */
export function recordOf<R>(row: Row): R {
  const record: Record<string, unknown> = {};
  for (const column in row) {
    const cell = row[column];
    record[nameOf(column)] = JSON_SUFFIX.test(column) ? JSON.parse(String(cell)) : cell;
  }
  return record as R;
}

/** The cells of a record, for these columns. */
export function cellsOf(record: object, columns: readonly string[]): Row {
  const row: Record<string, Cell> = {};
  for (const column of columns) {
    const value = (record as Readonly<Record<string, Json>>)[nameOf(column)];
    row[column] = JSON_SUFFIX.test(column) ? JSON.stringify(value) : ((value ?? null) as Cell);
  }
  return row;
}

const JSON_SUFFIX = /_JSON$/;

const names = new Map<string, string>();

/** As there are a few dozen columns, each name is made once. */
function nameOf(column: string): string {
  let name = names.get(column);
  if (name === undefined) {
    name = propertyOf(column);
    names.set(column, name);
  }
  return name;
}
