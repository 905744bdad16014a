import type { Trial } from '@outgrow/harness/experiment-result';
import { isNumber } from './figures.ts';

/**
 * The orders that were accepted, a basket over several merchants as one, for each second of CPU that the servers and apps of the
 * stage used in the measured part; the load generator is none of them. NaN where that was not told, or a process could not be seen.
 */
export function ordersPerCpuSecond({ load, sampled, servers, instances }: Trial): number {
  const { acceptedByKind: accepted, seconds } = load;
  if (!accepted) return Number.NaN;
  const processes = [...servers.map(({ name }) => name), ...Array.from({ length: instances }, (_, at) => `app${at + 1}`)];
  const cores = processes.map((name) => sampled[`${name}.cpuCores`]?.mean ?? Number.NaN);
  const cpuSeconds = cores.reduce((sum, mean) => sum + mean, 0) * seconds;
  const orders = ORDERS.reduce((sum, kind) => sum + (accepted[kind] ?? 0), 0);
  return isNumber(cpuSeconds) && cpuSeconds > 0 ? orders / cpuSeconds : Number.NaN;
}

const ORDERS = ['place-order', 'place-basket'];
