import type { CheckerVerdict } from '@outgrow/checker/checker';
import { openCheckers } from '@outgrow/checker/checkers';
import type { AnyRecord } from '@outgrow/domain/records';
import { finalReads, TouchedProducts } from '@outgrow/harness/final-reads';
import { settle } from '@outgrow/harness/settle';
import { expect } from 'vitest';
import { sha256 } from '../../../../packages/postgres-shop/test/commands.ts';
import type { History } from './loaded-stage.ts';

export interface At {
  /** The instances that are asked what they hold in the end. */
  appUrls: readonly string[];
  operatorKey: string;
  shop: { records(): AsyncIterable<AnyRecord> };
}

/** What all checkers say of a history and of what a shop at rest holds after it, as the harness asks them. */
export async function verdictsOn({ since, events }: History, { appUrls, operatorKey, shop }: At): Promise<CheckerVerdict[]> {
  const checkers = openCheckers({ sha256, since });
  const touched = new TouchedProducts();
  for (const event of events) {
    checkers.see(event);
    touched.see(event);
  }
  await settle(appUrls, operatorKey);
  for await (const read of finalReads(appUrls, touched)) checkers.see(read);
  for await (const record of shop.records()) checkers.seeRecord(record);
  return checkers.verdicts();
}

/** What was found, by the checker that found it, one line for each violation. */
export type Found = { [checker: string]: readonly string[] };

/** Each of these is found, by these checkers and no other, in lines that hold these words. */
export function expectFound(verdicts: readonly CheckerVerdict[], found: Found): void {
  const guilty = verdicts.filter(({ count }) => count > 0).map(({ checker, count, first }) => [checker, { count, first }]);
  const expected = Object.entries(found).map(([checker, lines]) => [
    checker,
    { count: lines.length, first: expect.arrayContaining(lines.map((words) => expect.stringContaining(words))) },
  ]);
  expect(Object.fromEntries(guilty)).toEqual(Object.fromEntries(expected));
}

export function figuresOf(verdicts: readonly CheckerVerdict[], checker: string): CheckerVerdict['figures'] {
  const verdict = verdicts.find((one) => one.checker === checker);
  if (!verdict) throw new Error(`there is no checker ${checker}`);
  return verdict.figures;
}
