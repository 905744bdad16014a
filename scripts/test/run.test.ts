import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, expect, it } from 'vitest';

const RUN = new URL('../setup/run.mjs', import.meta.url).href;
/** Says its pid, then each signal it hears, and ends with code 7 a while after the first. */
const LISTENER = `
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => { console.log(signal); setTimeout(() => process.exit(7), 300); });
  }
  setTimeout(() => process.exit(1), 20_000);
  console.log(process.pid);
`;

let launcher: ChildProcess;
afterEach(() => launcher.kill('SIGKILL'));

it('hands Ctrl-C on once, though the terminal and npm both send it, and waits for the exit code', async () => {
  const lines = launch();
  await lines.next();
  const ended = once(launcher, 'close');
  launcher.kill('SIGINT');
  launcher.kill('SIGINT');
  const heard = [];
  for await (const line of lines) heard.push(line);
  expect(heard).toEqual(['SIGINT']);
  await ended;
  expect(launcher.exitCode).toBe(7);
});

it('gives 128 and the signal for a child that a signal ended', async () => {
  const lines = launch();
  const { value: pid } = await lines.next();
  const ended = once(launcher, 'exit');
  process.kill(Number(pid), 'SIGKILL');
  await ended;
  expect(launcher.exitCode).toBe(137);
});

it('stops the child where it is itself killed outright', async () => {
  const lines = launch();
  await lines.next();
  launcher.kill('SIGKILL');
  expect((await lines.next()).value).toBe('SIGTERM');
});

function launch(): AsyncIterableIterator<string> {
  const program = `
    const { runNode } = await import(${JSON.stringify(RUN)});
    process.exitCode = await runNode([process.execPath, '--eval', ${JSON.stringify(LISTENER)}]);
  `;
  launcher = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (launcher.stdout === null) throw new Error('the launcher has no stdout');
  return createInterface({ input: launcher.stdout })[Symbol.asyncIterator]();
}
