import { MAX_FIRST } from './checker.ts';

/** Counts violations and keeps the first. */
export class Violations {
  count = 0;
  readonly first: string[] = [];

  /** The text is made only where it is kept. */
  report(text: () => string): void {
    this.count += 1;
    if (this.first.length < MAX_FIRST) this.first.push(text());
  }
}

/** `1 read`, `12,345 reads`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
