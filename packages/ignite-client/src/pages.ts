import type { Cluster } from './cluster.ts';
import type { Connection } from './connection.ts';
import { OPERATION } from './operations.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

export interface Page<T> {
  readonly rows: T[];
  readonly more: boolean;
}

export interface Cursor<T> {
  readonly operation: number;
  readonly nextOperation: number;
  readonly write: (to: Writer) => void;
  readonly readFirst: (from: Reader) => Page<T>;
  readonly readPage: (from: Reader) => Page<T>;
  readonly kind?: 'read' | 'idempotent' | 'write';
  readonly timeoutMs?: number | undefined;
}

/** The pages of a cursor, each asked for when it is wanted. A cursor that is left before its end is closed at the server. */
export async function* pagesOf<T>(cluster: Cluster, cursor: Cursor<T>): AsyncGenerator<T[], void> {
  const { kind = 'read', timeoutMs } = cursor;
  const { value, connection } = await cluster.callOn({
    operation: cursor.operation,
    write: cursor.write,
    read: (from) => ({ id: from.long(), page: cursor.readFirst(from) }),
    kind,
    timeoutMs,
    late: (answer, asked) => close(cluster, answer.long(), asked),
  });
  let { page } = value;
  const { id } = value;
  try {
    for (;;) {
      yield page.rows;
      if (!page.more) return;
      page = await cluster.call({
        operation: cursor.nextOperation,
        write: (to) => to.long(id),
        read: cursor.readPage,
        kind: 'read',
        connection,
        timeoutMs,
      });
    }
  } finally {
    // The server closes a cursor itself at its end.
    if (page.more) close(cluster, id, connection);
  }
}

function close(cluster: Cluster, id: number, connection: Connection): void {
  cluster
    .call({ operation: OPERATION.closeResource, write: (to) => to.long(id), read: () => {}, kind: 'read', connection })
    // A connection that is gone took its cursors with it.
    .catch(() => {});
}
