import type { Started } from '@outgrow/services/service';
import { CannotRun } from './cannot-run.ts';
import type { Running } from './running.ts';

/** What is asked of a server that has ended fails by that, and says something else: where one has, that is said first. */
export async function orWhatEnded<T>(running: Running, work: () => Promise<T>): Promise<T> {
  let done: T;
  try {
    done = await work();
  } catch (error) {
    // An engine that is gone tells nothing of its containers.
    const ended = error instanceof CannotRun ? undefined : await whatEnded(running).catch(() => undefined);
    if (ended === undefined) throw error;
    throw new CannotRun(`${ended}\nSeen by: ${error instanceof Error ? error.message : error}`);
  }
  const ended = await whatEnded(running);
  if (ended !== undefined) throw new CannotRun(ended);
  return done;
}

async function whatEnded({ servers, apps }: Running): Promise<string | undefined> {
  const all: [name: string, started: Started][] = [
    ...Object.entries(servers),
    ...apps.map((app): [string, Started] => [app.kind, app]),
  ];
  for (const [name, started] of all) {
    const how = await started.howItEnded();
    if (how === undefined) continue;
    const lines = started.logs().trim().split('\n').slice(-3).join('\n');
    return `${name} ended in the middle of the run (${how}): run it again\n${lines}`;
  }
  return undefined;
}
