import type { Database } from '@outgrow/postgres-shop/database';
import { Counter, Gauge, Registry } from 'prom-client';
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
  /** When a relay last had nothing left to do. */
  readonly #emptyAtMs = new Map<string, number>(DESTINATIONS.map((destination) => [destination, performance.now()]));
  readonly #lastFailure = new Map<string, string>();

  constructor(database: Database) {
    const emptyAtMs = this.#emptyAtMs;
    for (const destination of DESTINATIONS) {
      this.#passedOn.inc({ destination }, 0);
      this.#failures.inc({ destination }, 0);
    }
    new Gauge({
      name: 'outgrow_relay_behind_seconds',
      help: 'How long ago nothing was left to pass on: the oldest change that waits has waited no longer.',
      labelNames: ['destination'],
      registers: [this.#registry],
      collect() {
        for (const [destination, atMs] of emptyAtMs) this.set({ destination }, (performance.now() - atMs) / 1_000);
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

  passedOn(destination: string, changes: number): void {
    if (this.#lastFailure.delete(destination)) console.log(`changes are passed on to the ${destination} again`);
    if (changes === 0) this.#emptyAtMs.set(destination, performance.now());
    this.#passedOn.inc({ destination }, changes);
  }

  failed(destination: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    // Once, not at every turn.
    if (message !== this.#lastFailure.get(destination)) console.error(`cannot pass on to the ${destination}: ${message}`);
    this.#lastFailure.set(destination, message);
    this.#failures.inc({ destination });
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}

const WAITING = `
  SELECT name AS destination, (SELECT count(*) FROM outbox WHERE destination = name) AS waiting
  FROM unnest('{${DESTINATIONS}}'::text[]) AS name`;
