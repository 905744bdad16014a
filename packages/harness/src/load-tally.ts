import type { Answered, HistoryEvent, Read } from '@outgrow/checker/history';
import type { LoadFigures } from './experiment-result.ts';
import { Latencies } from './latencies.ts';

export interface Tally
  extends Pick<
    LoadFigures,
    'sessions' | 'requests' | 'requestsPerSecond' | 'all' | 'operations' | 'commands' | 'acceptedByKind' | 'refused' | 'errors'
  > {
  /** How late sessions began, the 99th percentile; absent where they had no plan. */
  lateP99Ms?: number;
  /** When the measured part began, in ms since the epoch; absent where nothing was sent. */
  beganMs?: number;
}

/**
 * Counts what a load did from its history, without the warm-up: what sessions of the warm-up did, or, where the same sessions go on
 * (`skipSeconds`), what was sent before the measured part or after it. `seconds` is how long that was to last. What was sent in it counts whenever it
 * was answered, or that it never was; left out, those that waited longest would be. Only what is said per second is what was answered in time.
 */
export class LoadTally {
  readonly #seconds: number;
  readonly #skipSeconds: number;
  readonly #latencies = new Latencies();
  readonly #lateness = new Latencies();
  /** Commands that were sent in the measured part, and those of them that have no certain answer yet. */
  readonly #ops = new Map<string, string>();
  readonly #open = new Map<string, { code: string; unknown: boolean }>();
  readonly #commands = { accepted: 0, refused: 0, failed: 0 };
  readonly #accepted: Counts = {};
  readonly #refused: Counts = {};
  readonly #errors: Counts = {};
  #beganMs: number | undefined;
  #inTime = 0;
  #sessions = 0;

  constructor(seconds: number, skipSeconds = 0) {
    this.#seconds = seconds;
    this.#skipSeconds = skipSeconds;
  }

  see(event: HistoryEvent): void {
    if (event.is !== 'final' && event.warmUp) return;
    switch (event.is) {
      case 'invoked':
        this.#begins(event.atMs);
        if (!this.#isMeasured(event.atMs)) break;
        this.#ops.set(event.commandId, event.op);
        this.#open.set(event.commandId, { code: 'no_answer', unknown: false });
        break;
      case 'answered':
        this.#answered(event);
        break;
      case 'read':
        this.#read(event);
        break;
      case 'session-ended':
        if (this.#isMeasured(event.atMs)) this.#sessions += 1;
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
      sessions: this.#sessions,
      requests: all.count,
      requestsPerSecond: this.#inTime / this.#seconds,
      all,
      operations,
      commands: { ...this.#commands, unknown: this.#open.size },
      acceptedByKind: this.#accepted,
      refused: this.#refused,
      errors,
      ...(late.count > 0 && { lateP99Ms: late.p99Ms }),
      ...(this.#beganMs !== undefined && { beganMs: this.#beganMs }),
    };
  }

  #answered({ commandId, atMs, tookMs, outcome }: Answered): void {
    const op = this.#ops.get(commandId);
    if (op === undefined) return;
    this.#took(op, atMs, tookMs, outcome.is === 'accepted' || outcome.is === 'refused');
    const open = this.#open.get(commandId);
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
    else if (this.#isInTime(atMs)) count(this.#accepted, op);
  }

  #read({ what, fromMs, toMs, tookMs, code }: Read): void {
    this.#begins(fromMs);
    if (!this.#isMeasured(fromMs)) return;
    if (code !== undefined) count(this.#errors, code);
    // A session that threw is no request.
    if (what !== 'session') this.#took(what, toMs, tookMs, code === undefined);
  }

  /** All that was answered is in the latency, errors too: left out, those that took longest would flatter it. */
  #took(operation: string, endMs: number, tookMs: number, isAnswer: boolean): void {
    this.#latencies.add(operation, tookMs);
    if (isAnswer && this.#isInTime(endMs)) this.#inTime += 1;
  }

  #isInTime(endMs: number): boolean {
    return endMs <= (this.#beganMs ?? 0) + this.#seconds * 1_000;
  }

  #begins(atMs: number): void {
    this.#beganMs ??= atMs + this.#skipSeconds * 1_000;
  }

  #isMeasured(atMs: number): boolean {
    return this.#skipSeconds === 0 || (atMs >= (this.#beganMs ?? 0) && this.#isInTime(atMs));
  }
}

type Counts = { [name: string]: number };

function count(counts: Counts, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
