import type { Trial } from '@outgrow/harness/experiment-result';

/** Above this the machine had nothing left: the load generator may have waited for a CPU, and the times hold that wait too. */
const SATURATED = 0.95;

/** Why the times of a trial say more of the machine than of the stage, if so. */
export function starvation({ load }: { load: Pick<Trial['load'], 'generator'> }): string | undefined {
  const { machineBusy } = load.generator;
  if (machineBusy < SATURATED) return undefined;
  const busy = `${Math.round(machineBusy * 100)} %`;
  return `the machine was ${busy} busy, so k6 may have been starved: the times say more of the machine than of the stage; try a lower --rate`;
}
