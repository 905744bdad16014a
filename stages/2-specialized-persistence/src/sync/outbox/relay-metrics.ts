import type { Database } from '@outgrow/postgres-shop/database';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { DESTINATIONS } from './outbox.ts';
import type { RelayWatcher } from './relay-loop.ts';

/** What the relay tells of itself, by destination. */
export class RelayMetrics implements RelayWatcher {
  readonly #registry = new Registry();
  readonly #counter = (name: string, help: string) =>
    new Counter({ name, help, labelNames: ['destination'], registers: [this.#registry] });
  readonly #passedOn = this.#counter('outgrow_relay_passed_on_total', 'Changes that were passed on and acknowledged.');
  readonly #failures = this.#counter(
    'outgrow_relay_failures_total',
    'Times that changes could not be passed on, or not be read.',
  );
  /** Until when all that was written has been passed on, at least; absent where another relay does it. */
  readonly #doneUntilMs = new Map<string, number>(DESTINATIONS.map((destination) => [destination, performance.now()]));
  readonly #lastFailure = new Map<string, string>();

  constructor(database: Database) {
    collectDefaultMetrics({ register: this.#registry });
    const doneUntilMs = this.#doneUntilMs;
    for (const destination of DESTINATIONS) {
      this.#passedOn.inc({ destination }, 0);
      this.#failures.inc({ destination }, 0);
    }
    new Gauge({
      name: 'outgrow_relay_behind_seconds',
      help: 'The oldest change that waits has waited no longer than this; absent where another relay passes on.',
      labelNames: ['destination'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const [destination, atMs] of doneUntilMs) this.set({ destination }, (performance.now() - atMs) / 1_000);
      },
    });
    new Gauge({
      name: 'outgrow_relay_waiting',
      help: 'Changes that wait in the outbox; absent while Postgres does not answer.',
      labelNames: ['destination'],
      registers: [this.#registry],
      async collect() {
        this.reset();
        const counts = await database
          .rows<{ destination: string; waiting: number }>('waiting by destination', WAITING, [])
          .catch(() => []);
        for (const { destination, waiting } of counts) this.set({ destination }, waiting);
      },
    });
  }

  passedOn(destination: string, changes: number, allBeforeMs?: number): void {
    if (this.#lastFailure.delete(destination)) console.log(`changes are passed on to the ${destination} again`);
    if (allBeforeMs !== undefined) this.#doneUntilMs.set(destination, allBeforeMs);
    else this.#isMine(destination);
    this.#passedOn.inc({ destination }, changes);
  }

  standsBy(destination: string): void {
    this.#lastFailure.delete(destination);
    this.#doneUntilMs.delete(destination);
  }

  failed(destination: string, error: unknown): void {
    this.#isMine(destination);
    const message = error instanceof Error ? error.message : String(error);
    // Once, not at every turn.
    if (message !== this.#lastFailure.get(destination)) console.error(`cannot pass on to the ${destination}: ${message}`);
    this.#lastFailure.set(destination, message);
    this.#failures.inc({ destination });
  }

  /** Of who takes over, nothing is known of what was before. */
  #isMine(destination: string): void {
    if (!this.#doneUntilMs.has(destination)) this.#doneUntilMs.set(destination, performance.now());
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}

const WAITING = `
  SELECT name AS destination, (SELECT count(*) FROM outbox WHERE destination = name) AS waiting
  FROM unnest('{${DESTINATIONS}}'::text[]) AS name`;
