import exec from 'k6/execution';
import { log } from './log.ts';
import { settings } from './settings.ts';
import { type Visit, visit } from './visit.ts';

/** What k6 calls for each session. A workload that throws must not pass for one that had nothing to do: k6 itself exits with 0. */
export const session =
  (work: (here: Visit) => void, stickTo: 'session' | 'request' = settings.stickTo): (() => void) =>
  () => {
    const t = Date.now();
    const late = lateMs(t);
    const here = visit(stickTo);
    try {
      work(here);
    } catch (error) {
      const e = Date.now();
      log({ i: here.session, t, e, d: e - t, n: 0, read: 'session', code: `threw: ${error}` });
    }
    log({ i: here.session, end: Date.now(), late });
  };

/**
 * How long after its planned time a session begins. A plan is only what has a rate, and it is right only where no session
 * was dropped: k6 does not count those among its iterations.
 */
function lateMs(nowMs: number): number | undefined {
  const { executor, iterationInTest, startTime } = exec.scenario;
  if (executor !== 'constant-arrival-rate') return undefined;
  return Math.max(0, Math.round(nowMs - startTime - (iterationInTest * 1_000) / settings.rate));
}
