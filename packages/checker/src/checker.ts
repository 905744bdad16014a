import type { AnyRecord } from '@outgrow/domain/records';
import type { HistoryEvent } from './history.ts';

/** Holds a history and the records at the end against one rule. Everything is streamed: it sees each event and each record once. */
export interface Checker {
  /** In the order in which they were logged; all events come before the first record. */
  see?(event: HistoryEvent): void;
  /** In the order of `KINDS`. */
  seeRecord?(record: AnyRecord): void;
  /** Asked for once, after the last record. */
  verdict(): CheckerVerdict;
}

export interface CheckerVerdict {
  checker: string;
  /** Violations. */
  count: number;
  /** In one sentence, with the numbers. */
  says: string;
  /** The first violations, each in one line; at most `MAX_FIRST`. */
  first: string[];
  /** What else it measured: ages in ms, reads looked at, … */
  figures: { [name: string]: number };
  /** The guarantee of a stage that a violation breaks; where a stage declares that it does not hold, it is a gap and no anomaly. */
  guarantee?: string;
}

export const MAX_FIRST = 20;
