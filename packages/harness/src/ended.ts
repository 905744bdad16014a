import type { Started } from '@outgrow/services/service';
import { CannotRun } from './cannot-run.ts';
import type { Running } from './running.ts';

/** What is asked of a server that has ended fails by that, and says something else: where one has, that is the reason. */
export async function orWhatEnded<T>(running: Running, work: () => Promise<T>): Promise<T> {
  try {
    const done = await work();
    await assertAllRun(running);
    return done;
  } catch (error) {
    if (!(error instanceof CannotRun)) await assertAllRun(running);
    throw error;
  }
}

async function assertAllRun({ servers, apps }: Running): Promise<void> {
  const all: [name: string, started: Started][] = [
    ...Object.entries(servers),
    ...apps.map((app): [string, Started] => [app.kind, app]),
  ];
  for (const [name, started] of all) {
    const how = await started.howItEnded();
    if (how === undefined) continue;
    const lines = started.logs().trim().split('\n').slice(-3).join('\n');
    throw new CannotRun(`${name} ended in the middle of the run (${how}), and nobody here ended it: run it again\n${lines}`);
  }
}
