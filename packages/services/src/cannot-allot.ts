import { availableParallelism } from 'node:os';

/** The machine does not allow this way of allotting CPUs; the message says why. */
export class CannotAllot extends Error {
  override readonly name = 'CannotAllot';

  /** Of what the kernel, a tool or the engine said. */
  static from(what: string, error: unknown): CannotAllot {
    return new CannotAllot(`${what} (${error instanceof Error ? error.message : String(error)})`, { cause: error });
  }
}

export function assertCpus(cpus: number): void {
  if (!(cpus >= 0.01 && cpus <= 1024)) throw new Error(`${cpus} CPUs cannot be allotted: name a number from 0.01 on, as 0.5.`);
}

/** What the machine can give of it, and a note where that is less. */
export function withinMachine(cpus: number): { cpus: number; note?: string } {
  const all = availableParallelism();
  return cpus <= all ? { cpus } : { cpus: all, note: `this machine has ${all} CPUs, not ${cpus}` };
}
