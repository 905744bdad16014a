import type { Cluster } from './cluster.ts';
import { OPERATION } from './operations.ts';
import { readValue } from './read-value.ts';
import { writeValue } from './write-value.ts';

export interface TaskOptions {
  /** Sent again, to another node too, where it was not answered: only for a task that does its work once, however often it is sent. */
  idempotent: boolean;
  timeoutMs?: number;
  /** Told where it is unknown what became of an attempt, though a later one is answered. */
  onUnknown?: () => void;
}

/** What a compute task of that name answers. */
export function execute(
  cluster: Cluster,
  nodeId: string | undefined,
  task: string,
  argument: unknown,
  { idempotent, timeoutMs, onUnknown }: TaskOptions,
): Promise<unknown> {
  return cluster.call({
    operation: OPERATION.executeTask,
    write: (to) => {
      // Of all nodes, with no flag, and with no time limit of the server's own.
      to.int(0);
      to.byte(0);
      to.long(0);
      to.string(task);
      writeValue(to, argument);
    },
    follow: (answer) => answer.long(),
    read: (from) => readValue(from, cluster.types),
    kind: idempotent ? 'idempotent' : 'write',
    nodeId,
    timeoutMs,
    onUnknown,
  });
}
