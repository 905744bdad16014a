import { createReadStream } from 'node:fs';
import { BoundedMap } from './bounded-map.ts';
import type { HistoryEvent, Invoked, Read } from './history.ts';
import { type Line, outcomeOf, parsed } from './journal-line.ts';
import { MAX_PER_SESSION, Sessions } from './sessions.ts';

export interface ReadingJournal {
  /** The command's id from its principal and its idempotency key, as the API makes it. */
  commandIdOf(principal: string, key: string): string;
  see(event: HistoryEvent): void;
  /** Told of a line that is not of a workload: torn where the load generator was killed, or an answer to nothing that was sent. */
  unreadable?(text: string): void;
}

/**
 * Turns what a workload logged into the events of a history: from a file, by its path, or line by line. It holds the keys of the
 * open sessions and nothing else.
 */
export async function readJournal(
  from: string | AsyncIterable<string> | readonly string[],
  reading: ReadingJournal,
): Promise<void> {
  if (typeof from === 'string') return readJournalFile(from, reading);
  const see = openJournal(reading);
  for await (const text of from) see(text);
}

/** Many lines to a turn: line by line, most of the time would go into turns. */
export async function readJournalFile(file: string, reading: ReadingJournal): Promise<void> {
  const see = openJournal(reading);
  let torn = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: CHUNK_BYTES })) {
    const text = torn + chunk;
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      see(text.slice(start, end));
      start = end + 1;
    }
    torn = text.slice(start);
  }
  see(torn);
}

/** Takes the next line. */
function openJournal({ commandIdOf, see, unreadable = () => {} }: ReadingJournal): (text: string) => void {
  const keys = new Sessions(() => new BoundedMap<string, string>(MAX_PER_SESSION));

  function eventOf(line: Line): HistoryEvent | undefined {
    const session = line.i;
    const warmUp = session.startsWith('w');
    if ('read' in line) {
      const { t: fromMs, e: toMs, d: tookMs, n: instance, read: what, of, v: version, s: stock, code } = line;
      const read: Read = { is: 'read', session, warmUp, fromMs, toMs, tookMs, instance, what };
      if (of !== undefined) read.of = of;
      // An answer that names none may be logged as null.
      if (typeof version === 'number') read.version = version;
      if (typeof stock === 'number') read.stock = stock;
      if (code !== undefined) read.code = code;
      return read;
    }
    if ('op' in line) {
      const { t: atMs, n: instance, op, by, key, merchants, of, q: quantity, lines } = line;
      const commandId = commandIdOf(by, key);
      keys.of(session).set(key, commandId);
      const invoked: Invoked = { is: 'invoked', session, warmUp, atMs, instance, op, by, commandId, merchants };
      if (of !== undefined) invoked.of = of;
      if (quantity !== undefined) invoked.quantity = quantity;
      if (lines !== undefined) invoked.lines = lines.map(([of, quantity]) => ({ of, quantity }));
      return invoked;
    }
    if ('key' in line) {
      const commandId = keys.get(session)?.get(line.key);
      if (commandId === undefined) return undefined;
      const { t: atMs, d: tookMs, n: instance } = line;
      return { is: 'answered', session, warmUp, atMs, tookMs, instance, commandId, outcome: outcomeOf(line) };
    }
    keys.end(session);
    return { is: 'session-ended', session, warmUp, atMs: line.end, ...(line.late !== undefined && { lateMs: line.late }) };
  }

  return (text) => {
    if (text === '' || text === '\r') return;
    const line = parsed(text);
    const event = line && eventOf(line);
    if (event) see(event);
    else unreadable(text);
  };
}

const CHUNK_BYTES = 1 << 20;
