import type { ClientBase, Connection, Submittable } from 'pg';
import { serialize } from 'pg-protocol';

/** A prepared statement; `name` is its identity on a connection, so one name is always one text. Values go as text. */
export interface Statement {
  name: string;
  text: string;
  values: readonly string[];
}

export interface Result {
  /** As the server says it: `COMMIT`, `UPDATE 3`. */
  tag: string;
  rows: (string | null)[][];
}

/**
 * Sends the statements together, under one Sync, and resolves to their results: one write, one answer. Where one fails, the
 * server skips those after it. (`pg`'s own pipeline has a Sync per query, and with it an answer to wait for per query.)
 */
export function roundTrip(client: ClientBase, statements: readonly Statement[]): Promise<Result[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Result[]>();
  client.query(new Batch(statements, (error, results) => (results ? resolve(results) : reject(error))));
  return promise;
}

/** What `pg` calls while the answer comes in; the extended query protocol of the PostgreSQL documentation, chapter "Frontend/Backend Protocol". */
class Batch implements Submittable {
  readonly #statements: readonly Statement[];
  readonly #results: Result[] = [];
  #rows: Result['rows'] = [];
  /** `pg` puts its query timeout around this. */
  callback: (error: Error | null, results?: Result[]) => void;

  constructor(statements: readonly Statement[], callback: Batch['callback']) {
    this.#statements = statements;
    this.callback = callback;
  }

  submit(connection: Connection): void {
    const { stream } = connection;
    const prepared = preparedOn(connection);
    const messages: Buffer[] = [];
    for (const { name, text, values } of this.#statements) {
      if (!prepared.has(name)) {
        // A batch that failed may have left the name behind; to close one that is not there is no error.
        messages.push(serialize.close({ type: 'S', name }), serialize.parse({ name, text }));
        prepared.add(name);
      }
      messages.push(serialize.bind({ statement: name, values: [...values] }), EXECUTE);
    }
    // Where the connection has ended, `pg` fails what was sent on it when it hears of that.
    if (stream.writable) stream.write(Buffer.concat([...messages, SYNC]));
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    this.#rows.push(fields);
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.#results.push({ tag: text, rows: this.#rows });
    this.#rows = [];
  }

  handleReadyForQuery(): void {
    this.callback(null, this.#results);
  }

  handleError(error: Error, connection: Connection): void {
    const prepared = preparedOn(connection);
    for (const { name } of this.#statements.slice(this.#results.length)) prepared.delete(name);
    this.callback(error);
  }
}

const EXECUTE = serialize.execute({});
const SYNC = serialize.sync();

const prepared = new WeakMap<Connection, Set<string>>();

function preparedOn(connection: Connection): Set<string> {
  let names = prepared.get(connection);
  if (!names) {
    names = new Set();
    prepared.set(connection, names);
  }
  return names;
}

/** Statements that are put together of parts, each text made once and prepared under a name that says its parts. */
export function statementsOf<Part extends string>(
  verb: string,
  textOf: (parts: readonly Part[]) => string,
): (parts: readonly Part[], values: readonly string[]) => Statement {
  const texts = new Map<string, string>();
  return (parts, values) => {
    const name = `${verb} ${parts.join(' ')}`;
    let text = texts.get(name);
    if (text === undefined) {
      text = textOf(parts);
      texts.set(name, text);
    }
    return { name, text, values };
  };
}

/** A text[] literal. */
export const textArray = (items: readonly string[]): string =>
  `{${items.map((item) => `"${item.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;
