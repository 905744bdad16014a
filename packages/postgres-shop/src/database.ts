import { traced } from '@outgrow/api/tracing';
import { RulesFailed } from '@outgrow/domain/run';
import { StoreError } from '@outgrow/domain/store-error';
import pg from 'pg';

export type Client = pg.PoolClient;

/** A bounded pool of connections to one Postgres. A failure of the system is thrown as a `StoreError` that names it. */
export class Database {
  readonly #pool: pg.Pool;
  readonly system: string;

  constructor(system: string, url: string, connections: number) {
    this.system = system;
    this.#pool = new pg.Pool({
      connectionString: url,
      max: connections,
      application_name: 'outgrow',
      options: SERVER_OPTIONS,
      connectionTimeoutMillis: WAIT_MS,
      // The server gives up first, so that its answer arrives; the client's own limit is for a server that hangs.
      statement_timeout: STATEMENT_MS,
      lock_timeout: STATEMENT_MS,
      query_timeout: STATEMENT_MS + 500,
      idle_in_transaction_session_timeout: STATEMENT_MS * 2,
      types,
    });
    // An idle connection that breaks is dropped by the pool; the next query opens another or says why it cannot.
    this.#pool.on('error', () => {});
    // The pool listens to idle connections only: unheard, the end of one that is lent would end the process.
    this.#pool.on('connect', (client) => client.on('error', () => {}));
  }

  /** Reads by one prepared statement; `name` is its identity on the connection. */
  rows<Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    return traced(this.system, name, () => this.with(async (client) => (await client.query<Row>({ name, text, values })).rows));
  }

  /** Writes by one. Once it has been sent, only the server's own refusal says that it was not done. */
  write<Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    return traced(this.system, name, () =>
      this.with(async (client) => {
        try {
          return (await client.query<Row>({ name, text, values })).rows;
        } catch (error) {
          throw isRefusedByServer(error) ? error : unknown(this.system, error);
        }
      }),
    );
  }

  async row<Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row | undefined> {
    return (await this.rows<Row>(name, text, values))[0];
  }

  /** Lends a connection. Unless the server itself refused something, a connection on which work failed is closed, not reused. */
  async with<T>(work: (client: Client) => Promise<T>): Promise<T> {
    let client: Client;
    try {
      client = await this.#pool.connect();
    } catch (error) {
      throw this.#failure(error);
    }
    try {
      const result = await work(client);
      client.release();
      return result;
    } catch (error) {
      client.release(!isRefusedByServer(error));
      throw this.#failure(error);
    }
  }

  get connections(): { open: number; idle: number; waiting: number } {
    return { open: this.#pool.totalCount, idle: this.#pool.idleCount, waiting: this.#pool.waitingCount };
  }

  async ping(): Promise<void> {
    await this.rows('ping', 'SELECT 1', []);
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  #failure(error: unknown): unknown {
    if (error instanceof StoreError || !isFault(error)) return error;
    return new StoreError(this.system, 'not_applied', (error as Error).message, { cause: error });
  }
}

/** The failure of a write that had been sent. */
export const unknown = (system: string, cause: unknown): StoreError =>
  new StoreError(system, 'unknown', `no answer to a write: ${(cause as Error).message}`, { cause });

/** SQLSTATE of the server's own word, or undefined. */
export function sqlState(error: unknown): string | undefined {
  const word = error instanceof StoreError ? error.cause : error;
  return word instanceof pg.DatabaseError ? word.code : undefined;
}

/** Whether the server refused the statement and the connection goes on: what it refused it did not do. */
export function isRefusedByServer(error: unknown): boolean {
  const state = sqlState(error);
  return state !== undefined && !ENDS_CONNECTION.some((start) => state.startsWith(start));
}

/** Whether the system failed, rather than the statement or the rules being wrong: that is a bug and must not look like a bad day. */
function isFault(error: unknown): boolean {
  const state = sqlState(error);
  if (state === undefined) return error instanceof Error && !BUGS.some((bug) => error instanceof bug);
  return FAULTS.some((start) => state.startsWith(start));
}

const BUGS = [RulesFailed, TypeError, RangeError, SyntaxError, ReferenceError];

// Classes of SQLSTATE, from the appendix "PostgreSQL Error Codes": connection exception, operator intervention, system error,
// internal error; and besides them insufficient resources, rollback, a lock not to be had, a transaction timed out.
const ENDS_CONNECTION = ['08', '57P', '58', 'XX'];
const FAULTS = [...ENDS_CONNECTION, '25P', '40', '53', '55P03', '57014'];

// Amounts are safe integers by the schema's own checks, so bigint columns may be numbers.
const INT8_OID = 20;
const getTypeParser = ((oid: number, format?: 'text' | 'binary') =>
  oid === INT8_OID ? Number : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser;
export const types = { getTypeParser };

// Statements are prepared once and look records up by key, so one plan serves every value. Left to choose, the server may plan
// one anew at each use, since behind an array that it does not see it guesses more rows.
export const SERVER_OPTIONS = '-c plan_cache_mode=force_generic_plan';
const WAIT_MS = 2_000;
const STATEMENT_MS = 3_000;
