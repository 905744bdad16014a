import type { Checker } from '../checker.ts';
import { counted, Violations } from '../violations.ts';

/** A client that was told what it bought reads that back. The workload compares, since only it holds both; it names the read by this code. */
export function wrongReads(): Checker {
  const violations = new Violations();
  let reads = 0;
  return {
    see(event) {
      if (event.is !== 'read' || event.of === undefined) return;
      reads += 1;
      const { code, session, what, of, instance } = event;
      if (code === OTHER)
        violations.report(
          () => `session ${session} read ${what} ${of} at app ${instance + 1} with another total than was replied`,
        );
    },
    verdict() {
      const { count, first } = violations;
      const says = `${counted(count, 'read')} of ${counted(reads, 'read')} of a record showed something else than was replied`;
      return { checker: 'wrong reads', count, says, first, figures: { reads } };
    },
  };
}

const OTHER = 'other_total_than_replied';
