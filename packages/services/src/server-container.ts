import { GenericContainer, getContainerRuntimeClient, type WaitStrategy } from 'testcontainers';
import { quotaOf } from './cpu-quota.ts';
import type { LogTail } from './log-tail.ts';
import { pollUntil } from './poll-until.ts';
import { remember } from './reaper.ts';

const ENDS_WITHIN_MS = 10_000;
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
    const { State } = await (await this.#container()).inspect().catch((error: { statusCode?: number }) => {
      if (error.statusCode === 404) return { State: undefined };
      throw error;
    });
    if (State === undefined) return 'removed';
    if (State.Running) return undefined;
    await this.#log.whole();
    return `exit code ${State.ExitCode}${State.OOMKilled ? ', out of memory' : ''}`;
  }

  async kill(): Promise<void> {
    const container = await this.#container();
    const { State } = await container.inspect();
    if (!State.Running) return;
    await container.kill({ signal: 'SIGKILL' });
    // What is frozen dies only when it thaws; some engines see to that themselves.
    if (State.Paused) await container.unpause().catch(() => {});
    await pollUntil('the killed container to end', ENDS_WITHIN_MS, async () => (await this.ended()) !== undefined);
  }

  async pause(): Promise<void> {
    await (await this.#container()).pause();
  }

  async resume(): Promise<void> {
    const container = await this.#container();
    if ((await container.inspect()).State.Paused) await container.unpause();
  }

  /** Asks it to end where it runs, waits, and starts it again on the same data and port. */
  async restart(): Promise<void> {
    const container = await this.#container();
    await this.resume();
    const since = Math.floor(Date.now() / 1000);
    await container.restart({ t: ENDS_WITHIN_MS / 1000 });
    const { container: containers } = await getContainerRuntimeClient();
    this.#log.follow(await containers.logs(container, { since }));
  }

  /** Undefined lifts the limit. */
  async limitCpus(cpus: number | undefined): Promise<void> {
    // Not as NanoCpus: that has a period of 100 ms, and once set it does not go together with another.
    const { quotaUs, periodUs } = cpus === undefined ? { quotaUs: -1, periodUs: 0 } : quotaOf(cpus);
    await (await this.#container()).update({ CpuQuota: quotaUs, CpuPeriod: periodUs });
  }

  /** Of its first process, as the engine's machine counts. */
  async pid(): Promise<number | undefined> {
    const { State } = await (await this.#container()).inspect();
    return State.Running && State.Pid > 0 ? State.Pid : undefined;
  }

  async connect(networkId: string, alias: string): Promise<void> {
    const { network } = await getContainerRuntimeClient();
    await network.getById(networkId).connect({ Container: this.id, EndpointConfig: { Aliases: [alias] } });
  }

  async disconnect(networkId: string): Promise<void> {
    const { network } = await getContainerRuntimeClient();
    await network.getById(networkId).disconnect({ Container: this.id, Force: true });
  }

  async remove(): Promise<void> {
    const container = await this.#container();
    await this.resume();
    await container.stop({ t: ENDS_WITHIN_MS / 1000 }).catch(() => {}); // It may have ended before.
    await remove(this.id);
    this.#forget();
  }

  async #container() {
    return (await getContainerRuntimeClient()).container.getById(this.id);
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
  await container
    .getById(id)
    .remove({ force: true, v: true })
    .catch((error: { statusCode?: number }) => {
      if (error.statusCode !== 404) throw error;
    });
}
