import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const ANSWERS_WITHIN_MS = 180_000;

export interface Round {
  readonly perSecond: number;
  readonly cpuMicrosEach: number;
}

/** One of the two clients in its own process, asked by lines. It ends with its input, so with this process too. */
export class Side implements AsyncDisposable {
  readonly #child;
  readonly #lines: AsyncIterator<string>;

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async ready(): Promise<void> {
    if ((await this.#line()) !== 'ready') throw new Error('A client did not say that it is ready.');
  }

  async run(operation: string, count: number, inFlight: number): Promise<Round> {
    this.#child.stdin.write(`${operation} ${count} ${inFlight}\n`);
    const [elapsedMs = 0, cpuMs = 0, failed = 0] = (await this.#line()).split(' ').map(Number);
    if (failed > 0) throw new Error(`${failed} of ${count} calls of ${operation} failed.`);
    return { perSecond: (count * 1000) / elapsedMs, cpuMicrosEach: (cpuMs * 1000) / count };
  }

  async #line(): Promise<string> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), ANSWERS_WITHIN_MS);
    try {
      const { value, done } = await this.#lines.next();
      if (done) throw new Error('A client ended before it answered.');
      return value;
    } finally {
      clearTimeout(timer);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
  }
}
