import { LogTail } from './log-tail.ts';
import { metricsSampler } from './metrics-sampler.ts';
import { pollUntil } from './poll-until.ts';
import { ServerProcess } from './server-process.ts';
import type { Sampler, Service, Started } from './service.ts';

const READY_WITHIN_MS = 60_000;
const REPLIES_WITHIN_MS = 2_000;
// Longer than an app gives itself to drain and to close, so that an orderly stop is never cut short.
const DRAINS_WITHIN_MS = 20_000;
const ENDS_WITHIN_MS = 120_000;

export interface NodeCommand {
  /** The TypeScript file to run. */
  entry: string;
  /** All it is given beside PATH, HOME, TMPDIR, NODE_OPTIONS and OTEL_*. */
  env: Readonly<Record<string, string>>;
  cwd?: string;
  args?: readonly string[];
}

export interface NodeProcessOptions extends NodeCommand {
  kind: string;
  /** Answers 200 as soon as it is ready. Without it, it is ready once it runs. Beside it, at /metrics, it is sampled. */
  readyUrl?: string;
}

/** A Node process of ours as a server. SIGTERM is the order to drain and end. */
export function nodeProcess(options: NodeProcessOptions): Service<StartedNodeProcess> {
  return { declares: { entry: options.entry }, start: () => NodeProcess.start(options) };
}

/** Runs it to its end. Throws with its last lines unless that is exit code 0. */
export async function runOnce(command: NodeCommand & { timeoutMs?: number }): Promise<void> {
  const log = new LogTail(secretsOf(command.env));
  const process = await startNode(command, log);
  const timeoutMs = command.timeoutMs ?? ENDS_WITHIN_MS;
  try {
    await pollUntil(
      `${command.entry} to end`,
      timeoutMs,
      () => process.ended !== undefined,
      () => `Its last lines:\n${log.text()}`,
    );
  } finally {
    await process.kill();
  }
  if (process.ended !== 'exit code 0')
    throw new Error(`${command.entry} failed (${process.ended}). Its last lines:\n${log.text()}`);
}

export interface StartedNodeProcess extends Started {
  /** How it ended, as `exit code 1` or `SIGKILL`; undefined while it runs. */
  readonly ended: string | undefined;
  /** From its next start on it runs this instead: another entry, another environment over the one it has. */
  become(command: { entry?: string; env?: Readonly<Record<string, string>> }): void;
}

class NodeProcess implements StartedNodeProcess {
  readonly mode = 'native';
  readonly version = process.version;
  #options: NodeProcessOptions;
  readonly #log: LogTail;
  /** Only of what serves HTTP. */
  readonly openSampler?: () => Promise<Sampler>;
  #process: ServerProcess | undefined;
  #stopped = false;

  static async start(options: NodeProcessOptions): Promise<NodeProcess> {
    const started = new NodeProcess(options);
    await started.restart();
    return started;
  }

  private constructor(options: NodeProcessOptions) {
    const { readyUrl } = options;
    this.#options = options;
    this.#log = new LogTail(secretsOf(options.env));
    if (readyUrl !== undefined) this.openSampler = async () => metricsSampler(new URL('/metrics', readyUrl).href);
  }

  get kind() {
    return this.#options.kind;
  }
  get address() {
    return this.#options.readyUrl ? new URL(this.#options.readyUrl).host : `pid ${this.#process?.pid}`;
  }
  get ended() {
    return this.#process?.ended;
  }

  become({ entry = this.#options.entry, env = {} }: Parameters<StartedNodeProcess['become']>[0]) {
    this.#options = { ...this.#options, entry, env: { ...this.#options.env, ...env } };
    this.#log.hide(secretsOf(env));
  }

  async pids() {
    return this.#process?.pids() ?? [];
  }

  async howItEnded() {
    return this.ended;
  }

  async kill() {
    await this.#process?.kill();
  }

  async pause() {
    await this.#process?.pause();
  }

  async resume() {
    this.#process?.resume();
  }

  async restart() {
    if (this.#stopped) throw new Error(`${this.kind} is stopped: start another.`);
    await this.#process?.stop('SIGTERM', DRAINS_WITHIN_MS);
    const started = await startNode(this.#options, this.#log);
    this.#process = started;
    try {
      await this.#ready(started);
    } catch (error) {
      await started.kill();
      throw error;
    }
  }

  logs() {
    return this.#log.text();
  }

  async [Symbol.asyncDispose]() {
    this.#stopped = true;
    await this.#process?.stop('SIGTERM', DRAINS_WITHIN_MS);
  }

  async #ready(started: ServerProcess) {
    const { readyUrl, kind } = this.#options;
    if (readyUrl === undefined) return;
    const check = async () => {
      if (started.ended !== undefined)
        throw new Error(`${kind} ended (${started.ended}) before it was ready. Its last lines:\n${this.logs()}`);
      return answersOk(readyUrl);
    };
    await pollUntil(`${kind} to be ready at ${readyUrl}`, READY_WITHIN_MS, check, () => `Its last lines:\n${this.logs()}`);
  }
}

async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(REPLIES_WITHIN_MS) });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
}

function startNode({ entry, env, cwd, args = [] }: NodeCommand, log: LogTail): Promise<ServerProcess> {
  const passedOn = Object.entries(process.env).filter(([name]) => /^(PATH|HOME|TMPDIR|NODE_OPTIONS|OTEL_.*)$/.test(name));
  return ServerProcess.start({
    command: process.execPath,
    args: [entry, ...args],
    env: { ...Object.fromEntries(passedOn), ...env },
    cwd,
    log,
  });
}

/** What must not appear in a log: passwords in addresses, and whatever is called a secret. */
function secretsOf(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    if (/KEY|SECRET|TOKEN|PASSWORD/i.test(name)) return [value];
    const password = URL.canParse(value) ? new URL(value).password : '';
    return password === '' ? [] : [password, decodeURIComponent(password)];
  });
}
