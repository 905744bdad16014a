import type { Readable } from 'node:stream';

const LINES = 200;
const LINE_LENGTH = 2000;

/** The last lines a server wrote, bounded, with the secrets it was given blotted out. */
export class LogTail {
  readonly #lines: string[] = [];
  readonly #secrets: string[] = [];

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
    stream.on('close', () => {
      if (rest !== '') this.#add(rest);
      rest = '';
    });
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
