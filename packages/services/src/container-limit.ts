import { assertCpus, CannotAllot, withinMachine } from './cannot-allot.ts';
import { type CpuCgroup, cpuCgroupOf, throttledSecondsOf, usedSecondsOf } from './cgroup.ts';
import type { CpuAllotment } from './cpu-allotment.ts';
import type { ServerContainer } from './server-container.ts';
import type { Started } from './service.ts';

/** The engine's own limit, as of `docker update`. What is used is read from the container's control group where that is visible from here. */
export async function containerLimit(of: Started, cpus: number): Promise<CpuAllotment> {
  const container = containerOf(of);
  if (container === undefined) throw new CannotAllot(`the container of ${of.kind} is not known`);
  try {
    await container.limitCpus(cpus);
  } catch (error) {
    throw CannotAllot.from('the engine sets no CPU limit', error);
  }
  let got = withinMachine(cpus);
  let group = await cgroupOf(container);
  return {
    how: 'container limit',
    get cpus() {
      return got.cpus;
    },
    get note() {
      return got.note;
    },
    async set(other) {
      assertCpus(other);
      await container.limitCpus(other);
      got = withinMachine(other);
    },
    /** The limit is the container's and holds through its restarts. */
    async apply() {
      group = await cgroupOf(container);
    },
    usedSeconds: () => group && usedSecondsOf(group),
    throttledSeconds: () => group && throttledSecondsOf(group),
    [Symbol.asyncDispose]: () => container.limitCpus(undefined).catch(() => {}), // It may be gone, and its limit with it.
  };
}

function containerOf(of: Started): ServerContainer | undefined {
  return 'container' in of ? (of.container as ServerContainer) : undefined;
}

/** Only where the engine is this machine's own does its pid mean the same process here. */
async function cgroupOf(container: ServerContainer): Promise<CpuCgroup | undefined> {
  const pid = await container.pid();
  const group = pid === undefined ? undefined : cpuCgroupOf(pid);
  return group?.cpu.includes(container.id) ? group : undefined;
}
