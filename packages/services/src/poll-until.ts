import { setTimeout as delay } from 'node:timers/promises';

/** Asks until `check` says yes. Past the deadline it throws, saying what was waited for, how long, and `detail`. `check` must be bounded itself. */
export async function pollUntil(
  what: string,
  timeoutMs: number,
  check: () => boolean | Promise<boolean>,
  detail: () => string = () => '',
): Promise<void> {
  const start = performance.now();
  while (!(await check())) {
    const waitedMs = performance.now() - start;
    if (waitedMs > timeoutMs) throw new Error(`Waited ${timeoutMs} ms for ${what} in vain.\n${detail()}`.trimEnd());
    // What takes long is asked less often, so that its log is not full of our questions.
    await delay(Math.min(20 + waitedMs / 10, 250, Math.max(1, timeoutMs - waitedMs)));
  }
}
