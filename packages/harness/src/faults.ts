import type { Started } from '@outgrow/services/service';
import type { Link } from '@outgrow/services/toxiproxy';
import { CannotRun } from './cannot-run.ts';
import type { PlannedFault } from './experiment.ts';
import type { Trial } from './experiment-result.ts';
import type { Running } from './running.ts';

interface Target {
  started: Started;
  link?: Link;
}

interface Fault {
  check?(target: Target): void;
  inject(target: Target, planned: PlannedFault): Promise<void>;
  /** Absent where nothing is left to heal. */
  heal?(target: Target): Promise<void>;
}

const onLink = (inject: (link: Link, planned: PlannedFault) => Promise<void>): Fault => ({
  check: linkOf,
  inject: (target, planned) => inject(linkOf(target), planned),
  heal: (target) => linkOf(target).heal(),
});

const FAULTS: Record<PlannedFault['fault'], Fault> = {
  kill: { inject: ({ started }) => started.kill(), heal: ({ started }) => started.restart() },
  pause: { inject: ({ started }) => started.pause(), heal: ({ started }) => started.resume() },
  restart: { inject: ({ started }) => started.restart() },
  cut: onLink((link) => link.cut()),
  slow: onLink((link, { delayMs = 100 }) => link.slow(delayMs)),
  reset: onLink((link) => link.reset()),
};

type Done = Trial['faults'][number];

/** Breaks a running stage by a plan. Disposing it heals what is still broken. */
export class FaultPlan implements AsyncDisposable {
  readonly #running: Running;
  readonly #planned: readonly PlannedFault[];
  readonly #healed: () => Promise<void>;
  readonly #ended = new AbortController();
  #faults: Promise<PromiseSettledResult<Done | undefined>[]> = Promise.resolve([]);

  /** `healed` is called after each fault's healing: a process that was started again is another one. */
  constructor(running: Running, planned: readonly PlannedFault[], healed: () => Promise<void> = async () => {}) {
    this.#running = running;
    this.#planned = planned;
    this.#healed = healed;
    // Before the load begins, so that a plan that cannot be carried out costs nothing.
    for (const { target, fault } of planned) FAULTS[fault].check?.(targetOf(running, target));
  }

  /** The measured part begins in so many seconds. */
  begin(inSeconds: number): void {
    const beganMs = performance.now() + inSeconds * 1_000;
    this.#faults = Promise.allSettled(this.#planned.map((fault) => this.#carryOut(fault, beganMs)));
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

  async #carryOut(planned: PlannedFault, beganMs: number): Promise<Done | undefined> {
    const sinceBegin = () => (performance.now() - beganMs) / 1_000;
    const { fault, target: name, atSeconds, forSeconds = Number.POSITIVE_INFINITY } = planned;
    const target = targetOf(this.#running, name);
    await until(atSeconds - sinceBegin(), this.#ended.signal);
    if (this.#ended.signal.aborted) return undefined;
    const injectedSeconds = sinceBegin();
    const { inject, heal } = FAULTS[fault];
    try {
      await inject(target, planned);
      if (heal) await until(forSeconds, this.#ended.signal);
    } finally {
      await heal?.(target);
    }
    await this.#healed();
    return { atSeconds: injectedSeconds, fault, target: name, healedAtSeconds: sinceBegin() };
  }
}

function targetOf({ apps, servers, links }: Running, name: string): Target {
  const app = /^app (\d+)$/.exec(name)?.[1];
  const started = app === undefined ? servers[name] : apps[Number(app) - 1];
  if (started) return { started, ...(links.to[name] && { link: links.to[name] }) };
  const there = [...Object.keys(servers), ...apps.map((_, at) => `app ${at + 1}`)].join(', ');
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
