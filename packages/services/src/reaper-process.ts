import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { removeCgroup } from './cgroup.ts';
import { killFamily, resumeFamily, send } from './family-signals.ts';
import { pollUntil } from './poll-until.ts';
import { anyAlive, familyOf, isAlive, type ProcessId } from './process-table.ts';
import type { ReaperMessage, Remembered } from './reaper.ts';

const QUIT_WITHIN_MS = 6_000;

// It ends when its parent does, not when somebody tells everything to end: its parent may need longer than that.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

const left = new Map<number, Remembered>();
for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line) as ReaperMessage;
  if ('forget' in message) left.delete(message.id);
  else left.set(message.id, message.remember);
}

// The pipe is closed: the parent is gone. Processes go first, so that none writes into a folder that is being deleted.
const all = [...left.values()];
await Promise.allSettled(all.map((what) => ('process' in what ? endProcess(what.process, what.quitFirst === true) : undefined)));
await removeContainers(
  all.flatMap((what) => ('container' in what ? [what.container] : [])),
  all.flatMap((what) => ('network' in what ? [what.network] : [])),
  // The engine may be gone too: folders are deleted all the same.
).catch(() => {});
for (const what of all) {
  if ('cgroup' in what) await removeCgroup(what.cgroup, what.home).catch(() => {});
  if ('folder' in what) await rm(what.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch(() => {});
}
process.exit(0);

async function endProcess(known: ProcessId, quitFirst: boolean): Promise<void> {
  if (!isAlive(known)) return;
  if (quitFirst) {
    const family = familyOf(known.pid);
    resumeFamily(known.pid);
    send(known.pid, 'SIGQUIT');
    await pollUntil('it to quit', QUIT_WITHIN_MS, () => !anyAlive(family)).catch(() => {});
  }
  if (isAlive(known)) await killFamily(known.pid);
}

async function removeContainers(containers: string[], networks: string[]): Promise<void> {
  if (containers.length + networks.length === 0) return;
  // Only here: it is slow to load, and mostly there is no container.
  const { getContainerRuntimeClient } = await import('testcontainers');
  const { container, network } = await getContainerRuntimeClient();
  await Promise.allSettled(containers.map((id) => container.getById(id).remove({ force: true, v: true })));
  await Promise.allSettled(networks.map((id) => network.getById(id).remove()));
}
