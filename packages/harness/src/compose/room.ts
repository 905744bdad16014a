import { readFileSync } from 'node:fs';
import { CannotRun } from '../cannot-run.ts';
import type { Engine } from './engine.ts';
import { type Project, servicesOf } from './project.ts';

/** For the engine itself and the system below it. */
const BESIDE_MIB = 256;
/** What a machine has, over what is left of it beside its kernel: with 3 GiB, some 2.9. */
const KERNEL_TAKES = 1.07;
const MAP_COUNT = 262_144;

/** Throws `CannotRun` where the engine has less memory than the containers may take together. */
export function assertMemory(project: Project, { memoryBytes, elsewhere }: Engine): void {
  const wanted = mib(servicesOf(project).reduce((sum, [, { mem_limit = 0 }]) => sum + Number(mem_limit), 0));
  const there = mib(memoryBytes);
  if (there >= wanted + BESIDE_MIB) return;
  const gib = Math.ceil(((wanted + BESIDE_MIB) * KERNEL_TAKES) / 1_024);
  const how = elsewhere
    ? `give it ${gib} GiB in Docker Desktop's settings, under Resources`
    : `it wants a machine with ${gib} GiB`;
  throw new CannotRun(
    `${project.name} takes up to ${wanted.toLocaleString('en')} MiB, and Docker has ${there.toLocaleString('en')} MiB: ${how}`,
  );
}

/** Throws `CannotRun` where a node of a search cluster would refuse to start; one that is by itself asks for nothing. */
export function assertMapCount(project: Project, count = mapCount()): void {
  const clustered = servicesOf(project).some(
    ([, { image = '', environment = {} }]) =>
      /(^|\/)elasticsearch:/.test(image) && environment['discovery.type'] !== 'single-node',
  );
  if (!clustered || count === undefined || count >= MAP_COUNT) return;
  throw new CannotRun(
    `vm.max_map_count is ${count}, and Elasticsearch wants ${MAP_COUNT}: sudo sysctl -w vm.max_map_count=${MAP_COUNT}`,
  );
}

/** Of this machine's kernel. Docker Desktop has one of its own, in which the setting is made already. */
function mapCount(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  return Number(readFileSync('/proc/sys/vm/max_map_count', 'utf8'));
}

const mib = (bytes: number): number => Math.floor(bytes / 1_048_576);
