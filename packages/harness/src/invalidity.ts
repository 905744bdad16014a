import type { LoadFigures } from './experiment-result.ts';

/** Why the figures of a load count for nothing, if so: they would say more of the load generator than of the stage. */
export function invalidity({ generator, model, requests, dropped }: LoadFigures): string | undefined {
  if (requests === 0) return 'no request was answered';
  const { lateP99Ms = 0, machineBusy } = generator;
  // Where sessions were dropped it is the stage that kept them all busy: their lateness is no sign of starving.
  if (model === 'closed' || dropped > 0 || lateP99Ms <= LATE_MS) return undefined;
  const busy = `${Math.round(machineBusy * 100)} %`;
  return `k6 starved: its sessions began up to ${Math.round(lateP99Ms)} ms late (p99), while the machine was ${busy} busy`;
}

/** On a machine that has room they begin within a few milliseconds. */
const LATE_MS = 25;
