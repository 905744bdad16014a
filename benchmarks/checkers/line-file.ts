import { closeSync, openSync, writeSync } from 'node:fs';

/** A file of JSON lines, written in large pieces. */
export class LineFile implements Disposable {
  readonly #file: number;
  #lines: string[] = [];

  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  add(value: unknown): void {
    this.#lines.push(JSON.stringify(value));
    if (this.#lines.length >= AT_ONCE) this.#flush();
  }

  [Symbol.dispose](): void {
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    if (this.#lines.length > 0) writeSync(this.#file, `${this.#lines.join('\n')}\n`);
    this.#lines = [];
  }
}

const AT_ONCE = 1_000;
