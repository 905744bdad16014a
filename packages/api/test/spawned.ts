import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** An app process and the lines of its log. */
export interface Spawned {
  url: string;
  child: ChildProcess;
  lines: Record<string, unknown>[];
  /** Resolves to the exit code, when all of the log is there. */
  ended: Promise<number | null>;
}

export async function spawned(settings: Record<string, string>): Promise<Spawned> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [join(import.meta.dirname, 'app-process.ts')], {
    env: { PATH, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: Record<string, unknown>[] = [];
  const ready = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text);
      lines.push(line);
      if (line.msg === 'ready') resolve(line.url);
    });
    child.on('close', () => reject(new Error(`the app ended before it was ready: ${JSON.stringify(lines)}`)));
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { url: await ready, child, lines, ended };
}
