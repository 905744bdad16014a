import { GenericContainer, getContainerRuntimeClient, type WaitStrategy } from 'testcontainers';
import { quotaOf } from './cpu-quota.ts';
import type { LogTail } from './log-tail.ts';
import { pollUntil } from './poll-until.ts';
import { remember } from './reaper.ts';

const ENDS_WITHIN_MS = 10_000;
/** Longer than it gives a container to end. */
const ANSWERS_WITHIN_MS = 60_000;
type Container = ReturnType<Awaited<ReturnType<typeof getContainerRuntimeClient>>['container']['getById']>;

// Testcontainers' own watchdog is one image more to pull; what is left behind is removed by ours.
process.env.TESTCONTAINERS_RYUK_DISABLED ??= 'true';

/** A container as a server: what is done to it is done through the engine, and its data stays until it is removed. */
export class ServerContainer {
  readonly id: string;
  /** Where its ports are published. */
  readonly host: string;
  readonly #log: LogTail;
  readonly #forget: () => void;

  static async start(container: LoopbackContainer, log: LogTail): Promise<ServerContainer> {
    container.withWaitStrategy(NO_WAIT).withLogConsumer((stream) => log.follow(stream));
    try {
      const started = await container.start();
      const host = started.getHost();
      return new ServerContainer(started.getId(), host === 'localhost' ? '127.0.0.1' : host, log, container.forget);
    } catch (error) {
      if (container.id !== undefined) await remove(container.id);
      container.forget();
      const reason = error instanceof Error ? error.message : String(error);
      const hint = 'Should its image be out of reach, run it natively: OUTGROW_SERVICES=native.';
      const what = `A container of ${container.image} could not be started`;
      throw new Error(`${what}: ${reason.trim().replace(/\.$/, '')}. ${hint}\n${log.text()}`.trimEnd(), { cause: error });
    }
  }

  private constructor(id: string, host: string, log: LogTail, forget: () => void) {
    this.id = id;
    this.host = host;
    this.#log = log;
    this.#forget = forget;
  }

  /** How it ended, as `exit code 1`; undefined while it runs. */
  async ended(): Promise<string | undefined> {
    const State = await this.#state();
    if (State === undefined) return 'removed';
    if (State.Running) return undefined;
    await this.#log.whole();
    return `exit code ${State.ExitCode}${State.OOMKilled ? ', out of memory' : ''}`;
  }

  async kill(): Promise<void> {
    const State = await this.#state();
    if (!State?.Running) return;
    await this.#ask('kill a container', (container) => container.kill({ signal: 'SIGKILL' }));
    // What is frozen dies only when it thaws; some engines see to that themselves.
    if (State.Paused) await this.#ask('resume a container', (container) => container.unpause().catch(() => {}));
    await pollUntil('the killed container to end', ENDS_WITHIN_MS, async () => (await this.ended()) !== undefined);
  }

  async pause(): Promise<void> {
    await this.#ask('pause a container', (container) => container.pause());
  }

  async resume(): Promise<void> {
    if ((await this.#state())?.Paused) await this.#ask('resume a container', (container) => container.unpause());
  }

  /** Asks it to end where it runs, waits, and starts it again on the same data and port. */
  async restart(): Promise<void> {
    await this.resume();
    const since = Math.floor(Date.now() / 1000);
    await this.#ask('restart a container', (container) => container.restart({ t: ENDS_WITHIN_MS / 1000 }));
    const { container: containers } = await getContainerRuntimeClient();
    this.#log.follow(await this.#ask('show a log', (container) => containers.logs(container, { since })));
  }

  /** Undefined lifts the limit. */
  async limitCpus(cpus: number | undefined): Promise<void> {
    // Not as NanoCpus: that has a period of 100 ms, and once set it does not go together with another.
    const { quotaUs, periodUs } = cpus === undefined ? { quotaUs: -1, periodUs: 0 } : quotaOf(cpus);
    await this.#ask('limit a container', (container) => container.update({ CpuQuota: quotaUs, CpuPeriod: periodUs }));
  }

  /** Of its first process, as the engine's machine counts. */
  async pid(): Promise<number | undefined> {
    const State = await this.#state();
    return State?.Running && State.Pid > 0 ? State.Pid : undefined;
  }

  async connect(networkId: string, alias: string): Promise<void> {
    const { network } = await getContainerRuntimeClient();
    const connected = network.getById(networkId).connect({ Container: this.id, EndpointConfig: { Aliases: [alias] } });
    await inTime('connect a container', connected);
  }

  async disconnect(networkId: string): Promise<void> {
    const { network } = await getContainerRuntimeClient();
    await inTime('disconnect a container', network.getById(networkId).disconnect({ Container: this.id, Force: true }));
  }

  /** Whatever has become of it meanwhile. */
  async remove(): Promise<void> {
    await this.resume().catch(() => {});
    await this.#ask('stop a container', (container) => container.stop({ t: ENDS_WITHIN_MS / 1000 })).catch(() => {});
    await remove(this.id);
    this.#forget();
  }

  /** Undefined where somebody has removed it. */
  #state() {
    return this.#ask('inspect a container', async (container) => {
      try {
        return (await container.inspect()).State;
      } catch (error) {
        if ((error as { statusCode?: number }).statusCode !== 404) throw error;
        return undefined;
      }
    });
  }

  async #ask<T>(what: string, ask: (container: Container) => Promise<T>): Promise<T> {
    const { container } = await getContainerRuntimeClient();
    return inTime(what, ask(container.getById(this.id)));
  }
}

/** Publishes on loopback only, where the engine is this machine's own. */
export class LoopbackContainer extends GenericContainer {
  id: string | undefined;
  forget: () => void = () => {};

  get image(): string {
    return this.imageName.string;
  }

  protected override async beforeContainerCreated() {
    const { info } = await getContainerRuntimeClient();
    if (!['localhost', '127.0.0.1'].includes(info.containerRuntime.host)) return;
    const bindings = Object.values(this.hostConfig.PortBindings ?? {}).flat() as { HostIp?: string }[];
    for (const binding of bindings) binding.HostIp = '127.0.0.1';
  }

  protected override async containerCreated(id: string) {
    this.id = id;
    this.forget = remember({ container: id });
  }
}

/** Whether it is ready is asked of the server itself, and the engine is asked whether it still runs. */
const NO_WAIT: WaitStrategy = {
  waitUntilReady: async () => {},
  withStartupTimeout: () => NO_WAIT,
  isStartupTimeoutSet: () => true,
  getStartupTimeout: () => 0,
};

async function remove(id: string): Promise<void> {
  const { container } = await getContainerRuntimeClient();
  const removed = container
    .getById(id)
    .remove({ force: true, v: true })
    .catch((error: { statusCode?: number }) => {
      if (error.statusCode !== 404) throw error;
    });
  await inTime('remove a container', removed);
}

/** An engine that hangs does not take along who asks it: its client waits without end. */
export function inTime<T>(what: string, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const failed = () => reject(new Error(`The Docker engine did not ${what} within ${ANSWERS_WITHIN_MS} ms.`));
    timer = setTimeout(failed, ANSWERS_WITHIN_MS);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
