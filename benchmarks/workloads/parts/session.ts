import { failedRead } from './requests.ts';
import { type Visit, visit } from './visit.ts';

/** What k6 calls for each session. A workload that throws must not pass for one that had nothing to do: k6 itself exits with 0. */
export const session =
  (work: (here: Visit) => void): (() => void) =>
  () => {
    const here = visit();
    try {
      work(here);
    } catch (error) {
      failedRead(here, 'session', `threw: ${error}`);
    }
  };
