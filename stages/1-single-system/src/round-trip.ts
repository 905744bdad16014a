import type { ClientBase, Connection, Submittable } from 'pg';

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
    const wire = connection as Wire;
    const prepared = preparedOn(wire);
    wire.stream.cork();
    for (const { name, text, values } of this.#statements) {
      if (!prepared.has(name)) {
        // A batch that failed may have left the name behind; to close one that is not there is no error.
        wire.close({ type: 'S', name });
        wire.parse({ name, text });
        prepared.add(name);
      }
      wire.bind({ statement: name, values });
      wire.execute({});
    }
    wire.sync();
    wire.stream.uncork();
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
    const prepared = preparedOn(connection as Wire);
    for (const { name } of this.#statements.slice(this.#results.length)) prepared.delete(name);
    this.callback(error);
  }
}

/** The part of `pg`'s connection that writes messages. */
type Wire = Connection & {
  stream: { cork(): void; uncork(): void };
  parse(message: { name: string; text: string }): void;
  bind(message: { statement: string; values: readonly string[] }): void;
  execute(message: object): void;
  close(message: { type: 'S'; name: string }): void;
};

const prepared = new WeakMap<Wire, Set<string>>();

function preparedOn(connection: Wire): Set<string> {
  let names = prepared.get(connection);
  if (!names) {
    names = new Set();
    prepared.set(connection, names);
  }
  return names;
}

/** A text[] literal. */
export const textArray = (items: readonly string[]): string =>
  `{${items.map((item) => `"${item.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;
