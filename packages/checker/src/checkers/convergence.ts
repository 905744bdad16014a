import type { Checker } from '../checker.ts';
import type { FinalRead } from '../history.ts';
import { productName } from '../told.ts';
import { counted, Violations } from '../violations.ts';

/** After all has settled, each system that was asked holds the version that is stored. It remembers each final read. */
export function convergence(): Checker {
  const violations = new Violations();
  const asked = new Map<string, FinalRead[]>();
  const wrong = new Map<string, number>();
  let finalReads = 0;

  function seeFinal(read: FinalRead): void {
    finalReads += 1;
    if (finalReads > MAX_FINAL_READS)
      throw new Error(`more than ${MAX_FINAL_READS} final reads: ask the systems for fewer records`);
    wrong.set(read.system, wrong.get(read.system) ?? 0);
    const reads = asked.get(read.of);
    if (reads) reads.push(read);
    else asked.set(read.of, [read]);
  }

  /** Holds what was read of a record against its stored version, 0 where it is not stored. */
  function hold(of: string, stored: number): void {
    for (const { system, version } of asked.get(of) ?? []) {
      if (version === stored) continue;
      wrong.set(system, (wrong.get(system) ?? 0) + 1);
      violations.report(() => `${system} has ${of} ${inWords(version)}, but it is stored ${inWords(stored)}`);
    }
    asked.delete(of);
  }

  return {
    see(event) {
      if (event.is === 'final') seeFinal(event);
    },
    seeRecord({ kind, value }) {
      if (kind === 'product') hold(productName(value.merchantId, value.sku), value.version);
      else if (kind === 'order') hold(value.orderId, value.version);
    },
    verdict() {
      for (const of of asked.keys()) hold(of, 0);
      const { count, first } = violations;
      const who = [...wrong]
        .filter(([, times]) => times > 0)
        .map(([system, times]) => `${system} in ${times.toLocaleString('en')}`);
      const says =
        count === 0
          ? `${counted(wrong.size, 'system')} agreed with the records in all ${counted(finalReads, 'final read')}`
          : `wrong in ${count.toLocaleString('en')} of ${counted(finalReads, 'final read')}: ${who.join(', ')}`;
      const byWhom = Object.fromEntries([...wrong].map(([system, times]) => [`wrong: ${system}`, times]));
      return { checker: 'convergence', count, says, first, figures: { finalReads, ...byWhom } };
    },
  };
}

const inWords = (version: number): string => (version === 0 ? 'not at all' : `as version ${version}`);

const MAX_FINAL_READS = 1_000_000;
