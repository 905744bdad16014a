import type { Json } from '@outgrow/domain/records';
import type { ClientOutcome } from './history.ts';

/** A line of a journal, as the workloads log it; whatever else it holds is left alone. `i` is the session, `w…` in the warm-up. */
export type Line = SentLine | AnsweredLine | ReadLine | EndLine;

/** Logged before a command's first attempt. */
export interface SentLine {
  i: string;
  t: number;
  n: number;
  op: string;
  by: string;
  key: string;
  merchants: string[];
  of?: string;
  q?: number;
  /** Of a basket: each product and its units. */
  lines?: [of: string, q: number][];
}

/** Logged after each attempt. */
export interface AnsweredLine {
  i: string;
  t: number;
  d: number;
  n: number;
  key: string;
  /** 0 where nobody answered. */
  status: number;
  code?: string;
  reply?: Json;
}

export interface ReadLine {
  i: string;
  t: number;
  e: number;
  d: number;
  n: number;
  read: string;
  of?: string;
  v?: number;
  s?: number;
  code?: string;
}

export interface EndLine {
  i: string;
  end: number;
  late?: number;
}

/** The line, or nothing where it is none of ours: torn where the load generator was killed, or a word of its own. */
export function parsed(text: string): Line | undefined {
  let line: Partial<SentLine & AnsweredLine & ReadLine & EndLine> | null;
  try {
    line = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof line !== 'object' || line === null || typeof line.i !== 'string') return undefined;
  return isRead(line) || isSent(line) || isAnswered(line) || typeof line.end === 'number' ? (line as Line) : undefined;
}

const isRead = ({ read, t, e, d, n }: Partial<ReadLine>): boolean =>
  typeof read === 'string' && typeof t === 'number' && typeof e === 'number' && typeof d === 'number' && typeof n === 'number';

const isSent = ({ op, key, by, t, n, merchants, lines }: Partial<SentLine>): boolean =>
  typeof op === 'string' &&
  typeof key === 'string' &&
  typeof by === 'string' &&
  typeof t === 'number' &&
  typeof n === 'number' &&
  Array.isArray(merchants) &&
  (lines === undefined || (Array.isArray(lines) && lines.every(Array.isArray)));

const isAnswered = ({ key, status, t, d, n }: Partial<AnsweredLine>): boolean =>
  typeof key === 'string' &&
  typeof status === 'number' &&
  typeof t === 'number' &&
  typeof d === 'number' &&
  typeof n === 'number';

/** What a client may conclude from one answer. */
export function outcomeOf({ status, code = `status_${status}`, reply = null }: AnsweredLine): ClientOutcome {
  if (status >= 200 && status < 300) return { is: 'accepted', reply };
  if (NOTHING_DONE.has(code)) return { is: 'failed', code };
  if (status === 0 || status >= 500 || status === 408) return { is: 'unknown', code };
  return REFUSED.has(status) ? { is: 'refused', code } : { is: 'failed', code };
}

// The statuses of the shop's refusals, and the codes by which the API says that it did nothing.
const REFUSED = new Set([404, 409, 412, 422]);
const NOTHING_DONE = new Set(['unavailable', 'overloaded']);
