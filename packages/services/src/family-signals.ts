import { pollUntil } from './poll-until.ts';
import { anyAlive, familyOf, type ProcessId } from './process-table.ts';

const ROUNDS = 10;
const GONE_WITHIN_MS = 10_000;

/** SIGSTOP to a process and everything below it. Parents first: a stopped one starts no child that would be missed. */
export function pauseFamily(pid: number): ProcessId[] {
  const stopped = new Map<number, ProcessId>();
  for (let round = 0; round < ROUNDS; round++) {
    const fresh = familyOf(pid).filter((member) => !stopped.has(member.pid));
    if (fresh.length === 0) break;
    for (const member of fresh) {
      send(member.pid, 'SIGSTOP');
      stopped.set(member.pid, member);
    }
  }
  return [...stopped.values()];
}

export function resumeFamily(pid: number): void {
  for (const member of familyOf(pid).reverse()) send(member.pid, 'SIGCONT');
}

/** SIGKILL to a process and everything below it; resolves when all are gone. */
export async function killFamily(pid: number): Promise<void> {
  // Stopped first: once its parent is dead, a child is no longer found below it.
  const family = pauseFamily(pid);
  for (const member of family) send(member.pid, 'SIGKILL');
  await pollUntil(
    `the killed processes ${family.map((member) => member.pid).join(', ')} to be gone`,
    GONE_WITHIN_MS,
    () => !anyAlive(family),
  );
}

/** A signal to a process that may be gone already. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
