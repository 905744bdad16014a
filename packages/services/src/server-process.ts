import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { killFamily, pauseFamily, resumeFamily, send } from './family-signals.ts';
import type { LogTail } from './log-tail.ts';
import { pollUntil } from './poll-until.ts';
import { anyRunning, familyOf, findProcess } from './process-table.ts';
import { remember } from './reaper.ts';

const LAST_OUTPUT_WITHIN_MS = 300;
const STANDS_STILL_WITHIN_MS = 10_000;

export interface ServerCommand {
  command: string;
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  cwd?: string | undefined;
  /** The user to run as; the own one where there is none. */
  user?: { uid: number; gid: number } | undefined;
  log: LogTail;
  /** Postgres gives back its shared memory on SIGQUIT, and cannot on SIGKILL. */
  quitFirst?: boolean;
}

/** A running child process with all that it starts itself. It does not outlive this process, however this one ends. */
export class ServerProcess {
  readonly pid: number;
  /** How it ended: `exit code 1`, `SIGKILL`. Undefined while it runs. */
  ended: string | undefined;
  readonly #end: Promise<void>;

  static async start(command: ServerCommand): Promise<ServerProcess> {
    const child = spawn(command.command, command.args, {
      cwd: command.cwd,
      env: command.env,
      ...command.user,
      // A session of its own: Ctrl-C in the terminal reaches the parent only, which stops its servers in order.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    command.log.follow(child.stdout);
    command.log.follow(child.stderr);
    const { pid } = child;
    if (pid === undefined) {
      const reason = await new Promise<Error>((resolve) => child.once('error', resolve));
      throw new Error(`${command.command} cannot be started: ${reason.message}.`, { cause: reason });
    }
    child.on('error', () => {}); // Only a failed kill can still raise it; `ended` tells what matters.
    const known = findProcess(pid);
    const forget = known ? remember({ process: known, quitFirst: command.quitFirst === true }) : () => {};
    let started: ServerProcess | undefined;
    const end = new Promise<void>((resolve) => {
      const closed = new Promise((done) => child.once('close', done));
      child.once('exit', async (code, signal) => {
        forget();
        // The last of its output tells why, and comes before `close`, which a grandchild that holds the pipe can keep from coming.
        await Promise.race([closed, delay(LAST_OUTPUT_WITHIN_MS)]);
        if (started) started.ended = signal ?? `exit code ${code}`;
        resolve();
      });
    });
    started = new ServerProcess(pid, end);
    return started;
  }

  private constructor(pid: number, end: Promise<void>) {
    this.pid = pid;
    this.#end = end;
  }

  /** It and everything below it. */
  pids(): number[] {
    return this.ended === undefined ? familyOf(this.pid).map((member) => member.pid) : [];
  }

  /** Resolves once all of it stands still: where there is much to do, a signal takes its time to arrive. */
  async pause(): Promise<void> {
    if (this.ended !== undefined) return;
    const stopped = pauseFamily(this.pid);
    await pollUntil(`process ${this.pid} to stand still`, STANDS_STILL_WITHIN_MS, () => !anyRunning(stopped));
  }

  resume(): void {
    if (this.ended === undefined) resumeFamily(this.pid);
  }

  async kill(): Promise<void> {
    if (this.ended !== undefined) return;
    await killFamily(this.pid);
    await this.#end;
  }

  /** Resolves when it has ended. */
  end(): Promise<void> {
    return this.#end;
  }

  /** Asks it to end with that signal, and kills it where it does not do so in time. */
  async stop(signal: NodeJS.Signals, withinMs: number): Promise<void> {
    if (this.ended !== undefined) return;
    send(this.pid, signal);
    this.resume();
    try {
      await pollUntil('it to end', withinMs, () => this.ended !== undefined);
    } catch {
      await this.kill();
    }
  }
}
