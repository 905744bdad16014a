import type { PlatformCount } from './platform-count.ts';

/** The figures of a count, for one row of a table; those that cannot be seen from here are NaN. */
export interface CountColumn {
  head: string;
  of(count: PlatformCount): number;
}

export const COUNT_COLUMNS: readonly CountColumn[] = [
  { head: 'platforms', of: ({ platforms }) => platforms.length },
  { head: 'processes', of: ({ processes }) => processes.length },
  { head: 'OS processes', of: ({ processes }) => total(processes.map(({ osProcesses }) => osProcesses)) },
  { head: 'ports', of: ({ processes }) => total(processes.map(({ ports }) => ports.length)) },
  { head: 'settings', of: ({ settings }) => settings.addresses.length + settings.others.length },
  { head: 'client libraries', of: ({ libraries }) => libraries.length },
  { head: 'lines: synchronisation', of: ({ lines }) => lines.synchronisation },
  { head: 'infrastructure', of: ({ lines }) => lines.infrastructure },
  { head: 'feature', of: ({ lines }) => lines.feature },
  { head: 'start (s)', of: ({ startSeconds }) => startSeconds },
  { head: 'memory (MiB)', of: ({ processes }) => total(processes.map(({ memoryBytes }) => memoryBytes)) / 2 ** 20 },
];

/** Of a sum of which a part cannot be seen nothing is known. */
const total = (parts: readonly (number | undefined)[]): number =>
  parts.reduce<number>((sum, part) => sum + (part ?? Number.NaN), 0);

/** What there is to say about how it was seen; empty where the kernel told all of it. */
export function unseenText({ processes }: Pick<PlatformCount, 'processes'>): string {
  const unseen = processes.filter(({ portsFrom }) => portsFrom === 'address').map(({ name }) => name);
  if (unseen.length === 0) return '';
  return `the sockets of ${unseen.join(', ')} cannot be seen from here: counted is the port of the address`;
}
