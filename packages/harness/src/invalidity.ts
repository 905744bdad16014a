import type { LoadFigures, Trial } from './experiment-result.ts';

/** Why the figures of a load count for nothing, if so: they would say more of the load generator than of the stage. */
export function invalidity(
  { generator, requests, dropped, errors, seconds }: LoadFigures,
  faultsMissed = 0,
  faults: Trial['faults'] = [],
): string | undefined {
  if (requests === 0) return 'no request was answered';
  const unanswered = errors.no_answer ?? 0;
  if (unanswered > requests / 2) return `${unanswered} of ${requests} requests were answered by nobody`;
  if (faultsMissed > 0) return `${faultsMissed} of its faults did not come before the load was over`;
  const late = faults.find(
    ({ atSeconds, steps = [] }) => atSeconds + steps.reduce((sum, step) => sum + step.seconds, 0) > seconds,
  );
  if (late) return `the change "${late.target}" was not over before the load was`;
  const { lateP99Ms = 0, machineBusy } = generator;
  const busy = `${Math.round(machineBusy * 100)} %`;
  if (machineBusy > FULL) return `the machine was ${busy} busy: k6 may have waited for a CPU like everybody else`;
  // Where sessions were dropped their plan is not known, nor how late the others were. On a machine that had room it is the stage that kept all
  // users busy; on one that had little, nobody can tell.
  if (dropped > 0)
    return machineBusy < ROOM
      ? undefined
      : `${dropped} sessions had nobody to begin them while the machine was ${busy} busy: whether the stage was full or k6 starved is not to be told`;
  if (lateP99Ms <= LATE_MS) return undefined;
  return `k6 starved: its sessions began up to ${Math.round(lateP99Ms)} ms late (p99), while the machine was ${busy} busy`;
}

/** On a machine that has room they begin within a few milliseconds. */
const LATE_MS = 25;
const ROOM = 0.9;
const FULL = 0.98;
