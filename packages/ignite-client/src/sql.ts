import type { Cluster } from './cluster.ts';
import { IgniteError } from './error.ts';
import { OPERATION } from './operations.ts';
import { type Page, pagesOf } from './pages.ts';
import { readValue } from './read-value.ts';
import type { Reader } from './reader.ts';
import { writeValue } from './write-value.ts';
import type { Writer } from './writer.ts';

const SELECT = 1;
const UPDATE = 2;
const MOST_ROWS = 100_000;
const MOST_ATTEMPTS = 2;

export interface SqlOptions {
  /** PUBLIC without it. */
  schema?: string;
  pageSize?: number;
  /** Of each request for a page, and of the statement at the server. The client's own without it. */
  timeoutMs?: number;
  /** A join whose rows lie on different nodes is silently incomplete without it. */
  distributedJoins?: boolean;
  colocated?: boolean;
  /** Only what lies on the node that is asked. */
  local?: boolean;
  lazy?: boolean;
  /** Of an update: done twice it does no more than once (as `CREATE … IF NOT EXISTS`), so it is sent again where it is not answered. */
  idempotent?: boolean;
}

export interface QueryResult {
  readonly columns: string[];
  readonly rows: unknown[][];
}

/** All rows of a query; more than `maxRows` are refused. */
export async function query(
  cluster: Cluster,
  sql: string,
  args: readonly unknown[],
  { maxRows = MOST_ROWS, ...options }: SqlOptions & { maxRows?: number },
): Promise<QueryResult> {
  const deadline = performance.now() + (options.timeoutMs ?? cluster.requestTimeoutMs);
  for (let attempt = 1; ; attempt++) {
    try {
      const timeoutMs = attempt === 1 ? options.timeoutMs : Math.max(1, deadline - performance.now());
      return await whole(cluster, sql, args, maxRows, { ...options, ...(timeoutMs !== undefined && { timeoutMs }) });
    } catch (error) {
      // A cursor is gone with its connection; the query may be asked again elsewhere.
      if (!(error instanceof IgniteError) || error.code !== 'CONNECTION' || attempt >= MOST_ATTEMPTS) throw error;
    }
  }
}

async function whole(
  cluster: Cluster,
  sql: string,
  args: readonly unknown[],
  maxRows: number,
  options: SqlOptions,
): Promise<QueryResult> {
  const columns: string[] = [];
  const rows: unknown[][] = [];
  for await (const page of cursor(cluster, sql, args, options, SELECT, columns)) {
    for (const row of page) rows.push(row);
    if (rows.length > maxRows)
      throw new IgniteError('not_applied', 'VALUE', `A query gave more than ${maxRows} rows: ask for less, or take its pages.`);
  }
  return { columns, rows };
}

/** The pages of a query, as they are wanted. */
export function pages(
  cluster: Cluster,
  sql: string,
  args: readonly unknown[],
  options: SqlOptions,
): AsyncGenerator<unknown[][], void> {
  return cursor(cluster, sql, args, options, SELECT, []);
}

/** Rows changed; 0 for a definition. */
export async function update(cluster: Cluster, sql: string, args: readonly unknown[], options: SqlOptions): Promise<number> {
  for await (const [first] of cursor(cluster, sql, args, options, UPDATE, [])) return Number(first?.[0] ?? 0);
  return 0;
}

function cursor(
  cluster: Cluster,
  sql: string,
  args: readonly unknown[],
  { timeoutMs, idempotent = false, ...options }: SqlOptions,
  statement: number,
  columns: string[],
): AsyncGenerator<unknown[][], void> {
  return pagesOf(cluster, {
    operation: OPERATION.sql,
    nextOperation: OPERATION.sqlPage,
    write: (to) => writeStatement(to, sql, args, { ...options, timeoutMs: timeoutMs ?? cluster.requestTimeoutMs }, statement),
    readFirst: (from) => {
      columns.length = 0;
      for (let left = from.int(); left > 0; left--) columns.push(from.string() ?? '');
      return readPage(from, columns.length, cluster);
    },
    readPage: (from) => readPage(from, columns.length, cluster),
    kind: statement === SELECT ? 'read' : idempotent ? 'idempotent' : 'write',
    timeoutMs,
  });
}

function readPage(from: Reader, width: number, cluster: Cluster): Page<unknown[]> {
  const rows: unknown[][] = [];
  for (let left = from.int(); left > 0; left--) {
    const row: unknown[] = [];
    for (let index = 0; index < width; index++) row.push(readValue(from, cluster.types));
    rows.push(row);
  }
  return { rows, more: from.boolean() };
}

function writeStatement(
  to: Writer,
  sql: string,
  args: readonly unknown[],
  options: SqlOptions & { timeoutMs: number },
  kind: number,
): void {
  const {
    schema = 'PUBLIC',
    pageSize = 1024,
    distributedJoins = false,
    colocated = false,
    local = false,
    lazy = false,
  } = options;
  to.int(0);
  to.byte(0);
  to.string(schema);
  to.int(pageSize);
  to.int(-1);
  to.string(sql);
  to.int(args.length);
  for (const value of args) writeValue(to, value);
  to.byte(kind);
  to.boolean(distributedJoins);
  to.boolean(local);
  // Whether only replicated tables are asked, and whether the order of joins is kept: the server finds out by itself.
  to.boolean(false);
  to.boolean(false);
  to.boolean(colocated);
  to.boolean(lazy);
  // None would be no limit.
  to.long(Math.max(1, Math.round(options.timeoutMs)));
  to.boolean(true);
}
