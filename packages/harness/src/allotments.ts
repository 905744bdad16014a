import { allotCpus, type CpuAllotment } from '@outgrow/services/cpu-allotment';
import type { Trial } from './experiment-result.ts';
import type { Running } from './running.ts';

export interface Allotments extends AsyncDisposable {
  /** By process, as samples name it: `postgres`, `app1`. */
  readonly by: ReadonlyMap<string, CpuAllotment>;
  /** What each got, and how. */
  got(): Trial['allotments'];
  /** Takes in what was started since. */
  apply(): Promise<void>;
}

/** Allots CPUs to servers by their name and to each app instance as `app`. Taken back when disposed. */
export async function allotAll({ servers, apps }: Running, cpus: Readonly<Record<string, number>>): Promise<Allotments> {
  await using stack = new AsyncDisposableStack();
  const by = new Map<string, CpuAllotment>();
  for (const [name, wanted] of Object.entries(cpus)) {
    const targets = name === 'app' ? apps.map((app, at) => [`app${at + 1}`, app] as const) : [[name, servers[name]] as const];
    for (const [process, started] of targets) {
      if (!started) throw new Error(`CPUs are allotted to ${name}, which does not run`);
      by.set(process, stack.use(await allotCpus(started, wanted)));
    }
  }
  const owned = stack.move();
  return {
    by,
    got: () => Object.fromEntries([...by].map(([name, { cpus, how, note }]) => [name, { cpus, how, ...(note && { note }) }])),
    async apply() {
      for (const allotment of by.values()) await allotment.apply();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
