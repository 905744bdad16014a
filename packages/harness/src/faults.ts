import type { Started } from '@outgrow/services/service';
import type { ChangeStep } from '@outgrow/services/stage';
import { groupsOf } from '@outgrow/services/together';
import type { Link } from '@outgrow/services/toxiproxy';
import { CannotRun } from './cannot-run.ts';
import type { PlannedFault } from './experiment.ts';
import type { Trial } from './experiment-result.ts';
import type { Running } from './running.ts';

interface Target {
  started: Started;
  link?: Link;
}

/** A fault that can be carried out on this running stage. */
interface Injection {
  inject(): Promise<void>;
  /** Absent where nothing is left to heal. */
  heal?(): Promise<void>;
  /** Of a change: those that were taken. */
  steps?: { name: string; seconds: number }[];
}

type Faulty = (running: Running, planned: PlannedFault) => Injection;

const onProcess =
  (injection: (started: Started) => Injection): Faulty =>
  (running, { target }) =>
    injection(targetOf(running, target).started);

const onLink =
  (inject: (link: Link, planned: PlannedFault) => Promise<void>): Faulty =>
  (running, planned) => {
    const link = linkOf(targetOf(running, planned.target));
    return { inject: () => inject(link, planned), heal: () => link.heal() };
  };

/** Each throws before the load begins where it cannot be carried out. */
const FAULTS: Record<PlannedFault['fault'], Faulty> = {
  kill: onProcess((started) => ({ inject: () => started.kill(), heal: () => started.restart() })),
  pause: onProcess((started) => ({ inject: () => started.pause(), heal: () => resumed(started) })),
  restart: onProcess((started) => ({ inject: () => started.restart() })),
  cut: onLink((link) => link.cut()),
  slow: onLink((link, { delayMs = 100 }) => link.slow(delayMs)),
  reset: onLink((link) => link.reset()),
  change(running, { target }) {
    const change = running.stage.changes?.[target];
    if (!change) {
      const there = Object.keys(running.stage.changes ?? {}).join(', ') || 'none';
      throw new CannotRun(`stage ${running.stage.number} has no change ${target}; there is ${there}`, 2);
    }
    const steps: { name: string; seconds: number }[] = [];
    return {
      steps,
      inject: () => take(change.steps, running, steps),
      // All the steps back, whatever of those there has been taken: a change that failed half-way is undone too.
      heal: () => take(change.undo, running, []),
    };
  },
};

async function resumed(started: Started): Promise<void> {
  await started.resume();
  await started.untilRebalanced?.();
}

async function take(steps: readonly ChangeStep[], running: Running, taken: { name: string; seconds: number }[]): Promise<void> {
  for (const { name, run } of steps) {
    const startMs = performance.now();
    try {
      await run(running);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`the step "${name}" failed: ${reason}`, { cause: error });
    }
    taken.push({ name, seconds: (performance.now() - startMs) / 1_000 });
  }
}

type Done = Trial['faults'][number];

/** Breaks a running stage by a plan. Disposing it heals what is still broken. */
export class FaultPlan implements AsyncDisposable {
  readonly #planned: readonly (readonly [PlannedFault, Injection])[];
  readonly #healed: () => Promise<void>;
  readonly #ended = new AbortController();
  #faults: Promise<PromiseSettledResult<Done | undefined>[]> = Promise.resolve([]);

  /** `healed` is called after each fault's healing: a process that was started again is another one. */
  constructor(running: Running, planned: readonly PlannedFault[], healed: () => Promise<void> = async () => {}) {
    this.#healed = healed;
    // Before the load begins, so that a plan that cannot be carried out costs nothing.
    this.#planned = planned.map((one) => [one, FAULTS[one.fault](running, one)]);
  }

  /** The measured part begins in so many seconds. */
  begin(inSeconds: number): void {
    const beganMs = performance.now() + inSeconds * 1_000;
    const last = new Map<string, Promise<unknown>>();
    this.#faults = Promise.allSettled(
      this.#planned.map(([planned, injection]) => {
        // A process that is still being healed cannot be broken once more: on a slow machine the next of its faults comes later.
        const before = last.get(planned.target);
        const carriedOut = this.#carryOut(planned, injection, beganMs, before);
        last.set(
          planned.target,
          carriedOut.catch(() => {}),
        );
        return carriedOut;
      }),
    );
  }

  /** Heals what is still broken; what was done, and when. Throws what a fault or its healing threw. */
  async end(): Promise<Done[]> {
    this.#ended.abort();
    const results = await this.#faults;
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    return results.flatMap((result) => (result.status === 'fulfilled' && result.value ? [result.value] : []));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    await this.#faults;
  }

  async #carryOut(
    planned: PlannedFault,
    { inject, heal, steps }: Injection,
    beganMs: number,
    before: Promise<unknown> | undefined,
  ): Promise<Done | undefined> {
    const sinceBegin = () => (performance.now() - beganMs) / 1_000;
    const { fault, target: name, atSeconds, forSeconds = Number.POSITIVE_INFINITY } = planned;
    await until(atSeconds - sinceBegin(), this.#ended.signal);
    await before;
    if (this.#ended.signal.aborted) return undefined;
    const injectedSeconds = sinceBegin();
    let failure: { error: unknown } | undefined;
    try {
      await inject();
      if (heal) await until(forSeconds, this.#ended.signal);
    } catch (error) {
      failure = { error };
    }
    try {
      await heal?.();
    } catch (error) {
      // What came first is why.
      throw failure ? failure.error : error;
    }
    if (failure) throw failure.error;
    await this.#healed();
    return { atSeconds: injectedSeconds, fault, target: name, healedAtSeconds: sinceBegin(), ...(steps && { steps }) };
  }
}

function targetOf({ stage, apps, servers, links }: Running, name: string): Target {
  const app = /^app (\d+)$/.exec(name)?.[1];
  const groups = groupsOf(stage.groups, servers);
  const started = app === undefined ? (servers[name] ?? groups[name]) : apps[Number(app) - 1];
  if (started) return { started, ...(links.to[name] && { link: links.to[name] }) };
  const there = [...Object.keys(servers), ...Object.keys(groups), ...apps.map((_, at) => `app ${at + 1}`)].join(', ');
  throw new CannotRun(`there is no ${name} to break; there is ${there}`, 2);
}

function linkOf({ started, link }: Target): Link {
  if (link) return link;
  throw new CannotRun(`${started.kind} has no link to break: name it in the topology's links`, 2);
}

function until(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted || seconds <= 0) {
      resolve();
      return;
    }
    const timer = Number.isFinite(seconds) ? setTimeout(resolve, seconds * 1_000) : undefined;
    const stop = () => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}
