import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

const LINES = 200;
const LINE_LENGTH = 2000;
const COMES_WITHIN_MS = 500;

/** The last lines a server wrote, bounded, with the secrets it was given blotted out. */
export class LogTail {
  readonly #lines: string[] = [];
  readonly #secrets: string[] = [];
  readonly #open = new Set<Promise<void>>();

  constructor(secrets: readonly string[] = []) {
    this.hide(secrets);
  }

  /** From now on these are blotted out, too. */
  hide(secrets: readonly string[]): void {
    for (const secret of secrets) if (secret.length >= 6 && !this.#secrets.includes(secret)) this.#secrets.push(secret);
  }

  /** Takes what the stream gives, and ends with it. */
  follow(stream: Readable): void {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      const lines = (rest + text).split(/\r?\n/);
      rest = (lines.pop() ?? '').slice(0, LINE_LENGTH);
      for (const line of lines) this.#add(line);
    });
    stream.on('error', () => {});
    const closed = new Promise<void>((resolve) => {
      stream.on('close', () => {
        if (rest !== '') this.#add(rest);
        rest = '';
        this.#open.delete(closed);
        resolve();
      });
    });
    this.#open.add(closed);
  }

  /** Resolves once what it follows has ended, as that of a server that has: what it wrote last comes after the news of its end. Bounded. */
  async whole(): Promise<void> {
    await Promise.race([Promise.all(this.#open), delay(COMES_WITHIN_MS, undefined, { ref: false })]);
  }

  text(): string {
    return this.#lines.join('\n');
  }

  #add(line: string): void {
    let shown = line.slice(0, LINE_LENGTH);
    for (const secret of this.#secrets) shown = shown.replaceAll(secret, '***');
    this.#lines.push(shown);
    if (this.#lines.length > LINES) this.#lines.shift();
  }
}
