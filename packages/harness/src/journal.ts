import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { commandIdOf } from '@outgrow/api/credentials';
import type { Json } from '@outgrow/domain/records';

/** What a client knows of one command it sent, over all of its attempts. */
export interface Write {
  commandId: string;
  op: string;
  /** The principal, as the audit trail names it. */
  by: string;
  merchants: readonly string[];
  outcome: Outcome;
}

/** `failed`: the API said for certain that nothing was done. `unknown`: nobody said anything certain. */
export type Outcome =
  | { is: 'accepted'; reply: Json }
  | { is: 'refused'; code: string }
  | { is: 'failed'; code: string }
  | { is: 'unknown'; code: string };

export interface Journal {
  writes: ReadonlyMap<string, Write>;
  /** Reads that were answered with anything but what they asked for, by code. */
  failedReads: ReadonlyMap<string, number>;
  /** Lines that are not of a workload: a torn last line where k6 was killed. */
  unreadable: number;
}

/** Reads what a workload logged: a line before each write, one after it, one for each failed read. */
export async function readJournal(file: string): Promise<Journal> {
  return foldJournal(createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY }));
}

export async function foldJournal(lines: AsyncIterable<string> | Iterable<string>): Promise<Journal> {
  const writes = new Map<string, Write>();
  const failedReads = new Map<string, number>();
  let unreadable = 0;
  for await (const text of lines) {
    if (text === '') continue;
    const line = parsed(text);
    if (!line) unreadable += 1;
    else if ('read' in line) failedReads.set(line.code, (failedReads.get(line.code) ?? 0) + 1);
    else if ('op' in line) {
      const commandId = commandIdOf(line.by, line.key);
      // Until an answer is read, nobody knows: k6 may have been killed in between.
      const outcome = { is: 'unknown', code: 'no_answer' } as const;
      writes.set(line.key, { commandId, op: line.op, by: line.by, merchants: line.merchants, outcome });
    } else {
      const write = writes.get(line.key);
      if (write) write.outcome = merged(write.outcome, outcomeOf(line));
      else unreadable += 1;
    }
  }
  return { writes: new Map([...writes.values()].map((write) => [write.commandId, write])), failedReads, unreadable };
}

/** As the workloads log them. `i` is the session. */
type Line = Before | After | FailedRead;
interface Before {
  i: number;
  op: string;
  by: string;
  key: string;
  merchants: string[];
}
interface After {
  i: number;
  key: string;
  status: number;
  code?: string;
  reply?: Json;
}
interface FailedRead {
  i: number;
  read: string;
  code: string;
}

function parsed(text: string): Line | undefined {
  try {
    const line = JSON.parse(text);
    return typeof line?.key === 'string' || typeof line?.read === 'string' ? line : undefined;
  } catch {
    return undefined;
  }
}

function outcomeOf({ status, code = `status_${status}`, reply = null }: After): Outcome {
  if (status >= 200 && status < 300) return { is: 'accepted', reply };
  if (NOTHING_DONE.has(code)) return { is: 'failed', code };
  if (status === 0 || status >= 500 || status === 408) return { is: 'unknown', code };
  return REFUSED.has(status) ? { is: 'refused', code } : { is: 'failed', code };
}

/** A later attempt can settle an earlier one only by being accepted: the first may still be on its way when the second is refused. */
function merged(earlier: Outcome, later: Outcome): Outcome {
  const first = earlier.is === 'unknown' && earlier.code === 'no_answer';
  return first || earlier.is !== 'unknown' || later.is === 'accepted' ? later : earlier;
}

// The statuses of the shop's refusals, and the codes by which the API says that it did nothing.
const REFUSED = new Set([404, 409, 412, 422]);
const NOTHING_DONE = new Set(['unavailable', 'overloaded']);
