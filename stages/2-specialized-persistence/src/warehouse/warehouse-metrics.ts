import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { countsIn } from '../sync/warehouse/copy-queries.ts';
import type { Loaded, LoadWatcher } from '../sync/warehouse/loader.ts';
import { watermarkOf } from '../sync/warehouse/watermarks.ts';
import type { WarehouseFile } from './warehouse-file.ts';
import { WAREHOUSE_KINDS } from './warehouse-tables.ts';

/** What the loader process tells of itself, and what of it the loads report. */
export class WarehouseMetrics implements LoadWatcher {
  readonly #registry = new Registry();
  readonly #counter = (name: string, help: string) => new Counter({ name, help, registers: [this.#registry] });
  readonly #loads = this.#counter('outgrow_warehouse_loads_total', 'Loads that came to their end.');
  readonly #failures = this.#counter('outgrow_warehouse_failed_loads_total', 'Loads that failed, as while Postgres is away.');
  readonly #rows = this.#counter(
    'outgrow_warehouse_loaded_rows_total',
    'Rows that loads brought in because they were new or newer.',
  );
  readonly #lastEnded = new Gauge({
    name: 'outgrow_warehouse_last_load_ok',
    help: '1 where the last load came to its end, 0 where it failed.',
    registers: [this.#registry],
  });
  readonly #durations = new Histogram({
    name: 'outgrow_warehouse_load_duration_seconds',
    help: 'How long loads took.',
    buckets: [0.01, 0.05, 0.2, 1, 5, 20, 60],
    registers: [this.#registry],
  });
  #lastFailure = '';

  constructor(file: WarehouseFile) {
    collectDefaultMetrics({ register: this.#registry });
    const registers = [this.#registry];
    new Gauge({
      name: 'outgrow_warehouse_rows',
      help: 'Rows in the file, by table.',
      labelNames: ['table'],
      registers,
      async collect() {
        this.reset();
        if (file.reason !== undefined) return;
        for (const [table, count] of Object.entries(await countsIn(file))) this.set({ table }, count);
      },
    });
    new Gauge({
      name: 'outgrow_warehouse_watermark_age_seconds',
      help: 'How long ago the youngest row that loads have seen was written.',
      labelNames: ['kind'],
      registers,
      async collect() {
        this.reset();
        if (file.reason !== undefined) return;
        for (const kind of WAREHOUSE_KINDS) {
          const { changedAt } = await file.read((queries) => watermarkOf(queries, kind));
          if (changedAt) this.set({ kind }, Math.max(0, (Date.now() - Date.parse(changedAt)) / 1_000));
        }
      },
    });
  }

  loaded({ products, orders }: Loaded, seconds: number): void {
    if (this.#lastFailure) console.log('the loads go on');
    this.#lastFailure = '';
    this.#loads.inc();
    this.#rows.inc(products + orders);
    this.#durations.observe(seconds);
    this.#lastEnded.set(1);
  }

  failed(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (message !== this.#lastFailure) console.error(`a load failed: ${message}`); // Once, not at every turn.
    this.#lastFailure = message;
    this.#failures.inc();
    this.#lastEnded.set(0);
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
