import type { Call, Cluster } from './cluster.ts';
import type { Connection } from './connection.ts';
import { IgniteError } from './error.ts';
import { OPERATION } from './operations.ts';

const CONCURRENCY = { optimistic: 0, pessimistic: 1 } as const;
const ISOLATION = { read_committed: 0, repeatable_read: 1, serializable: 2 } as const;

export interface TransactionOptions {
  concurrency?: keyof typeof CONCURRENCY;
  isolation?: keyof typeof ISOLATION;
  /** Of the whole transaction, at the server too. */
  timeoutMs?: number;
}

/** A transaction under way, on one connection; `cache.within(transaction)` writes in it. */
export class Transaction {
  readonly id: number;
  readonly connection: Connection;
  readonly deadline: number;
  readonly #cluster: Cluster;

  constructor(cluster: Cluster, id: number, connection: Connection, deadline: number) {
    this.#cluster = cluster;
    this.id = id;
    this.connection = connection;
    this.deadline = deadline;
  }

  /** Whatever fails before the commit is not applied: the transaction is rolled back, at the server too if its client is gone. */
  async call<T>(call: Call<T>): Promise<T> {
    const timeoutMs = Math.max(1, this.deadline - performance.now());
    return this.#cluster.call({ ...call, kind: 'read', connection: this.connection, timeoutMs });
  }
}

/** Commits what `work` did once it is done, within the same time, and rolls it back where it throws. */
export async function transaction<T>(
  cluster: Cluster,
  nodeId: string | undefined,
  work: (transaction: Transaction) => Promise<T>,
  { concurrency = 'pessimistic', isolation = 'repeatable_read', timeoutMs = 3000 }: TransactionOptions,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  const { value: id, connection } = await cluster.callOn({
    operation: OPERATION.startTransaction,
    write: (to) => {
      to.byte(CONCURRENCY[concurrency]);
      to.byte(ISOLATION[isolation]);
      to.long(Math.max(1, Math.round(timeoutMs)));
      to.string(null);
    },
    read: (from) => from.int(),
    // One that was started and not heard of ends with its time-out, but holds its place at the server.
    late: (answer, asked) => rollBack(cluster, answer.int(), asked),
    kind: 'read',
    nodeId,
    timeoutMs,
  });
  const started = new Transaction(cluster, id, connection, deadline);
  let done: T;
  try {
    done = await work(started);
    if (performance.now() >= deadline)
      throw new IgniteError('not_applied', 'TIMEOUT', `A transaction took longer than its ${timeoutMs} ms.`);
  } catch (error) {
    rollBack(cluster, id, connection);
    throw error;
  }
  try {
    await end(cluster, id, connection, true, deadline - performance.now());
  } catch (error) {
    if (error instanceof IgniteError && error.outcome === 'not_applied') rollBack(cluster, id, connection);
    throw error;
  }
  return done;
}

/** Nobody waits for it: where it fails, the server does it at the transaction's time-out. */
function rollBack(cluster: Cluster, id: number, connection: Connection): void {
  end(cluster, id, connection, false).catch(() => {});
}

function end(cluster: Cluster, id: number, connection: Connection, commit: boolean, timeoutMs?: number): Promise<void> {
  return cluster.call({
    operation: OPERATION.endTransaction,
    write: (to) => {
      to.int(id);
      to.boolean(commit);
    },
    read: () => {},
    kind: 'write',
    connection,
    timeoutMs,
  });
}
