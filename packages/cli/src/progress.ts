import { styleText } from 'node:util';

const REPEATS_EVERY_MS = 5_000;

/**
 * Says on stderr what is going on. Messages that count on (`k6 mixed: 3 of 20 s`) are one activity: on a terminal each takes the
 * line of the one before, elsewhere one in five seconds is written.
 */
export function progress(): ((message: string) => void) & { done(): void } {
  const out = process.stderr;
  const startMs = performance.now();
  let activity = '';
  let saidMs = 0;
  let open = false;

  function say(message: string): void {
    const nowMs = performance.now();
    const before = activity;
    activity = /^(.*: )[\d,]+ /.exec(message)?.[1] ?? message;
    const seconds = styleText('dim', `${((nowMs - startMs) / 1_000).toFixed(1).padStart(6)} s`, { stream: out });
    if (!out.isTTY) {
      if (activity === before && nowMs - saidMs < REPEATS_EVERY_MS) return;
      out.write(`${seconds}  ${message}\n`);
    } else {
      if (open) out.write(activity === before ? '\r\x1b[2K' : '\n');
      // Longer than the line, it would break and could not be overwritten.
      out.write(`${seconds}  ${message.slice(0, Math.max(20, (out.columns || 80) - 12))}`);
      open = true;
    }
    saidMs = nowMs;
  }

  return Object.assign(say, {
    /** Ends the line that is open, before anything else is written. */
    done() {
      if (open) out.write('\n');
      open = false;
    },
  });
}
