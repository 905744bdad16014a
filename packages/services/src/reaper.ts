import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { ProcessId } from './process-table.ts';

/** What must not outlive this process. `quitFirst`: Postgres gives back its shared memory on SIGQUIT, and cannot on SIGKILL. */
export type Remembered =
  | { process: ProcessId; quitFirst?: boolean }
  | { folder: string }
  /** A control group, and the one that its processes go back to. */
  | { cgroup: string; home: string }
  | { container: string }
  | { network: string };

/** A line to the watchdog. */
export type ReaperMessage = { id: number; remember: Remembered } | { id: number; forget: true };

const remembered = new Map<number, Remembered>();
let watchdog: ChildProcess | undefined;
let lastId = 0;

/** Has it removed should this process die without doing so. Returns the way to forget it again. */
export function remember(what: Remembered): () => void {
  const id = ++lastId;
  remembered.set(id, what);
  if (watchdog) tell({ id, remember: what });
  else startWatchdog();
  return () => {
    if (remembered.delete(id)) tell({ id, forget: true });
  };
}

/** One small process that reads from a pipe. The pipe closes when this process dies, however it dies. */
function startWatchdog(): void {
  const entry = fileURLToPath(new URL('reaper-process.ts', import.meta.url));
  const started = spawn(process.execPath, [entry], {
    cwd: tmpdir(),
    // A session of its own: Ctrl-C in the terminal must not end it before its parent.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: Object.fromEntries(
      Object.entries(process.env).filter(([name]) => /^(PATH|HOME|TMPDIR|DOCKER_.*|TESTCONTAINERS_.*)$/.test(name)),
    ),
  });
  const gone = () => {
    if (watchdog === started) watchdog = undefined; // The next thing to remember starts another, which is told of all.
  };
  started.on('error', gone);
  started.on('exit', gone);
  started.stdin.on('error', gone);
  // It is there for this process and must not keep it alive.
  started.unref();
  (started.stdin as typeof started.stdin & { unref(): void }).unref();
  watchdog = started;
  for (const [id, what] of remembered) tell({ id, remember: what });
}

function tell(message: ReaperMessage): void {
  watchdog?.stdin?.write(`${JSON.stringify(message)}\n`);
}
