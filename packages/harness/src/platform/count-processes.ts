import { processFigures } from '@outgrow/services/process-figures';
import { familyOf } from '@outgrow/services/process-table';
import type { Started } from '@outgrow/services/service';
import type { RunningStage, Servers } from '@outgrow/services/stage';
import { listeningPorts } from './listening-ports.ts';

/** A server, a worker or an app instance of a running stage. */
export interface CountedProcess {
  name: string;
  kind: string;
  /** The TCP ports it listens on. */
  ports: number[];
  /** `sockets`: as the kernel tells. `address`: only the one it is reached at, since its sockets cannot be seen from here. */
  portsFrom: 'sockets' | 'address';
  /** Processes of the operating system, all below it included; absent where they cannot be seen from here. */
  osProcesses?: number;
  /** Of all of them, what they share counted once; absent where it cannot be seen from here. */
  memoryBytes?: number;
}

/** What runs of a stage, by the names that samples have. */
export function countProcesses({ servers, apps }: Pick<RunningStage, 'servers' | 'apps'>): Promise<CountedProcess[]> {
  const named = [...Object.entries(servers), ...apps.map((app, at): [string, Started] => [`app${at + 1}`, app])];
  return Promise.all(named.map(([name, started]) => countProcess(name, started)));
}

export async function countProcess(name: string, started: Started): Promise<CountedProcess> {
  const { kind, address } = started;
  const [first] = await started.pids();
  const family = first === undefined ? [] : familyOf(first).map(({ pid }) => pid);
  const ports = family.length > 0 ? listeningPorts(family) : undefined;
  const memoryBytes = first === undefined ? undefined : processFigures(first)?.memoryBytes;
  return {
    name,
    kind,
    ports: ports ?? portOf(address),
    portsFrom: ports ? 'sockets' : 'address',
    ...(family.length > 0 && { osProcesses: family.length }),
    ...(memoryBytes !== undefined && { memoryBytes }),
  };
}

/**
 * The servers by what they are for: shard1 and shard2 are one. A worker of ours is none, since it is run as the app is; it is told
 * by its version, which is that of Node and of nothing else.
 */
export function platformsOf(servers: Servers): string[] {
  const bought = Object.entries(servers).filter(([, { version }]) => version !== process.version);
  return [...new Set(bought.map(([name]) => name.replace(/[-\d]+$/, '')))];
}

function portOf(address: string): number[] {
  const [, port] = /:(\d+)$/.exec(address) ?? [];
  return port === undefined ? [] : [Number(port)];
}
