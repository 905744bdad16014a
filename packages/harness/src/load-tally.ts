import type { Answered, HistoryEvent, Read } from '@outgrow/checker/history';
import type { LoadFigures } from './experiment-result.ts';
import { Latencies } from './latencies.ts';

export interface Tally
  extends Pick<LoadFigures, 'requests' | 'requestsPerSecond' | 'all' | 'operations' | 'commands' | 'refused' | 'errors'> {
  /** How late sessions began, the 99th percentile; absent where they had no plan. */
  lateP99Ms?: number;
  /** When the first request after the warm-up was sent, in ms since the epoch; absent where none was. */
  beganMs?: number;
}

/** Counts what a load did from its history, without the warm-up. `seconds` is how long the measured part was to last. */
export class LoadTally {
  readonly #seconds: number;
  readonly #latencies = new Latencies();
  readonly #lateness = new Latencies();
  /** Commands that have no certain answer yet. */
  readonly #open = new Map<string, { op: string; code: string; unknown: boolean }>();
  readonly #commands = { accepted: 0, refused: 0, failed: 0 };
  readonly #refused: Counts = {};
  readonly #errors: Counts = {};
  #beganMs: number | undefined;
  #inTime = 0;

  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  see(event: HistoryEvent): void {
    if (event.is !== 'final' && event.warmUp) return;
    switch (event.is) {
      case 'invoked':
        this.#beganMs ??= event.atMs;
        this.#open.set(event.commandId, { op: event.op, code: 'no_answer', unknown: false });
        break;
      case 'answered':
        this.#answered(event);
        break;
      case 'read':
        this.#read(event);
        break;
      case 'session-ended':
        if (event.lateMs !== undefined) this.#lateness.add('late', event.lateMs);
        break;
      case 'final':
        break;
    }
  }

  tally(): Tally {
    const { all, operations } = this.#latencies;
    const errors = { ...this.#errors };
    for (const { code } of this.#open.values()) count(errors, code);
    const late = this.#lateness.all;
    return {
      requests: all.count,
      requestsPerSecond: this.#inTime / this.#seconds,
      all,
      operations,
      commands: { ...this.#commands, unknown: this.#open.size },
      refused: this.#refused,
      errors,
      ...(late.count > 0 && { lateP99Ms: late.p99Ms }),
      ...(this.#beganMs !== undefined && { beganMs: this.#beganMs }),
    };
  }

  #answered({ commandId, atMs, tookMs, outcome }: Answered): void {
    const open = this.#open.get(commandId);
    this.#took(open?.op ?? 'command', atMs, tookMs);
    if (!open) return;
    if (outcome.is === 'unknown') {
      Object.assign(open, { code: outcome.code, unknown: true });
      return;
    }
    // A later attempt settles an unknown one only by being accepted: the first may still be on its way.
    if (open.unknown && outcome.is !== 'accepted') return;
    this.#open.delete(commandId);
    this.#commands[outcome.is] += 1;
    if (outcome.is !== 'accepted') count(outcome.is === 'refused' ? this.#refused : this.#errors, outcome.code);
  }

  #read({ what, fromMs, toMs, tookMs, code }: Read): void {
    this.#beganMs ??= fromMs;
    this.#took(what, toMs, tookMs);
    if (code !== undefined) count(this.#errors, code);
  }

  #took(operation: string, endMs: number, tookMs: number): void {
    this.#latencies.add(operation, tookMs);
    if (this.#beganMs !== undefined && endMs <= this.#beganMs + this.#seconds * 1_000) this.#inTime += 1;
  }
}

type Counts = { [name: string]: number };

function count(counts: Counts, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
