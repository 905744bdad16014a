import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Runs `outgrow` to its end, or until `stopWhen` sees what it waits for on either stream, when it is sent Ctrl-C's signal. */
export function outgrow(args: readonly string[], dir: string, stopWhen?: (text: string, pid: number) => boolean): Promise<Ended> {
  const main = resolve(import.meta.dirname, '../src/main.ts');
  const env = { ...process.env, OUTGROW_DIR: dir, NO_COLOR: '1' };
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended: Ended = { code: null, out: '', err: '' };
  let waiting = stopWhen;
  const see = () => {
    if (!waiting?.(ended.out + ended.err, child.pid ?? 0)) return;
    waiting = undefined;
    child.kill('SIGINT');
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    ended.out += text;
    see();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    ended.err += text;
    see();
  });
  return new Promise((done, reject) => {
    child.once('error', reject);
    child.once('close', (code) => done({ ...ended, code }));
  });
}
