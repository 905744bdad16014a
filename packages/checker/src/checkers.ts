import type { AnyRecord } from '@outgrow/domain/records';
import type { Checker, CheckerVerdict } from './checker.ts';
import { convergence } from './checkers/convergence.ts';
import { duplicateEffects } from './checkers/duplicate-effects.ts';
import { lostWrites } from './checkers/lost-writes.ts';
import { monotonicReads } from './checkers/monotonic-reads.ts';
import { phantomOrders } from './checkers/phantom-orders.ts';
import { readYourWrites } from './checkers/read-your-writes.ts';
import { recordRules } from './checkers/record-rules.ts';
import { refusedEffects } from './checkers/refused-effects.ts';
import { staleReads } from './checkers/stale-reads.ts';
import { stockHistories } from './checkers/stock-histories.ts';
import { unknownOutcomes } from './checkers/unknown-outcomes.ts';
import { wrongReads } from './checkers/wrong-reads.ts';
import { Commands } from './commands.ts';
import type { HistoryEvent } from './history.ts';

export interface OpeningCheckers {
  sha256(text: string): string;
  /** When the history began, ISO 8601: older records are of the market as it was seeded. */
  since: string;
}

export interface OpenCheckers {
  /** In the order in which they were logged; all events come before the first record. */
  see(event: HistoryEvent): void;
  /** In the order of `KINDS`, and the audit records of one merchant in the order of `seq`. */
  seeRecord(record: AnyRecord): void;
  /** Asked for once, after the last record: one of each rule, always in the same order. */
  verdicts(): CheckerVerdict[];
}

/** Holds a history and the records after it against all rules. What it keeps grows with commands and records, not with reads or sessions. */
export function openCheckers({ sha256, since }: OpeningCheckers): OpenCheckers {
  const commands = new Commands();
  const rules = recordRules({ sha256 });
  const checkers: readonly Checker[] = [
    lostWrites(commands),
    phantomOrders(commands, since),
    refusedEffects(commands),
    duplicateEffects(commands),
    unknownOutcomes(commands),
    wrongReads(),
    readYourWrites(),
    monotonicReads(),
    staleReads(),
    stockHistories(commands),
    convergence(),
  ];
  const watching = checkers.filter(({ see }) => see);
  const watchingRecords = checkers.filter(({ seeRecord }) => seeRecord);
  return {
    see(event) {
      commands.see(event);
      for (const checker of watching) checker.see?.(event);
    },
    seeRecord(record) {
      rules.seeRecord(record);
      commands.seeRecord(record);
      for (const checker of watchingRecords) checker.seeRecord?.(record);
    },
    verdicts: () => [...rules.verdicts(), ...checkers.map((checker) => checker.verdict())],
  };
}
