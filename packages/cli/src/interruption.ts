const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Thrown out of whatever is under way when a person stops it. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly exitCode: number;

  constructor(exitCode: number) {
    super('stopped');
    this.exitCode = exitCode;
  }
}

/** Aborted by the first Ctrl-C, so that all that runs is stopped in order. A second one, not the echo of the first, does not wait for that. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  let firstMs = 0;
  for (const [signal, exitCode] of Object.entries(SIGNALS) as [keyof typeof SIGNALS, number][]) {
    process.on(signal, () => {
      if (!controller.signal.aborted) {
        firstMs = performance.now();
        process.stderr.write('\nstopping; once more to stop at once\n');
        controller.abort(new Interrupted(exitCode));
      } else if (performance.now() - firstMs > ECHO_MS) process.exit(exitCode);
    });
  }
  return controller.signal;
}

/** A terminal and a launcher may each hand the same keystroke on. */
const ECHO_MS = 500;

/** Resolves when a person stops the command. */
export function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // Nothing else may be left that keeps the process alive meanwhile.
    const awake = setInterval(() => {}, 60_000);
    const stop = () => {
      clearInterval(awake);
      resolve();
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
