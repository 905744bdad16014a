import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from '@duckdb/node-api';

/** What can be asked of a connection; every bigint is a number, since amounts are safe integers. */
export interface Queries {
  rows<Row>(sql: string, values?: DuckDBValue[]): Promise<Row[]>;
  /** How many rows it changed. */
  run(sql: string, values?: DuckDBValue[]): Promise<number>;
}

/** A connection of its own; what it does after that time is interrupted. */
export async function queriesOn(instance: DuckDBInstance, timeoutMs: number): Promise<Queries & AsyncDisposable> {
  const connection: DuckDBConnection = await instance.connect();
  const timer = setTimeout(() => connection.interrupt(), timeoutMs);
  return {
    async rows<Row>(sql: string, values: DuckDBValue[] = []) {
      const read = await connection.runAndReadAll(sql, values);
      return read.getRowObjectsJS().map((row) => Object.fromEntries(Object.entries(row).map(inNumbers))) as Row[];
    },
    async run(sql, values = []) {
      return (await connection.run(sql, values)).rowsChanged;
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(timer);
      connection.closeSync();
    },
  };
}

const inNumbers = ([name, value]: [string, unknown]) => [name, typeof value === 'bigint' ? Number(value) : value];
