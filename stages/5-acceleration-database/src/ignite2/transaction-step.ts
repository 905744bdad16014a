import type { Change } from '@outgrow/domain/decide';
import type { GatheredKind, Key, Seen } from '@outgrow/domain/keys';
import { keyText } from '@outgrow/domain/keys';
import type { Kind, MerchantId, Order, OrderLine } from '@outgrow/domain/records';
import type { Step } from '@outgrow/domain/run';
import type { Transaction } from '@outgrow/ignite-client/transaction';
import { cellsOf, type Row, recordOf } from './columns.ts';
import { withLines } from './order-lines.ts';
import type { RecordCache, RecordCaches, RecordKey } from './record-caches.ts';

/** Gathers and applies within a transaction of the client. */
export class TransactionStep implements Step {
  readonly #caches: RecordCaches;
  readonly #transaction: Transaction;

  constructor(caches: RecordCaches, transaction: Transaction) {
    this.#caches = caches;
    this.#transaction = transaction;
  }

  /** One by one, lowest merchant first, so that two commands never wait for each other. */
  async lock(merchants: readonly MerchantId[]): Promise<void> {
    const { cache } = await this.#caches.of('head');
    for (const merchantId of merchants) await cache.within(this.#transaction).get(merchantId);
  }

  async gather(keys: readonly Key[]): Promise<Seen> {
    const seen: Record<string, Seen[string]> = Object.create(null);
    for (const [kind, wanted] of Map.groupBy(keys, (key) => key.kind)) {
      const records = await this.#records(kind, wanted);
      for (const [at, key] of wanted.entries()) seen[keyText(key)] = records[at] ?? null;
    }
    return seen;
  }

  async #records(kind: GatheredKind, wanted: readonly Key[]): Promise<(Seen[string] | undefined)[]> {
    const table = await this.#caches.of(kind);
    // What nobody changes is not locked.
    const cache = REFERENCE.has(kind) ? table.cache : table.cache.within(this.#transaction);
    const keys = wanted.map(({ merchantId, id }) => idOf(table, kind, merchantId, id));
    const values = await cache.getAll(keys);
    const rows = keys.map((key, at) => (values[at] ? table.rowOf(key, values[at]) : undefined));
    if (kind !== 'order') return rows.map((row) => row && recordOf(row));
    const lines = await this.#caches.lines();
    return Promise.all(rows.map(async (row) => row && (await withLines(lines, [row]))[0]));
  }

  async apply(changes: readonly Change[]): Promise<void> {
    const kinds = Map.groupBy(changes, (change): Kind => ('put' in change ? change.put : change.append));
    for (const [kind, changed] of kinds) {
      const table = await this.#caches.of(kind);
      const entries = changed.map(({ value }): [RecordKey, Row] => {
        const row = cellsOf(kind === 'order' ? { ...value, lines: (value as Order).lines.length } : value, table.columns);
        return [keyIn(table, row), valueIn(table, row)];
      });
      await table.cache.within(this.#transaction).putAll(entries);
    }
    const placed = (kinds.get('order') ?? []).map(({ value }) => value as Order).filter(({ version }) => version === 1);
    await this.#applyLines(placed);
  }

  async #applyLines(orders: readonly Order[]): Promise<void> {
    if (orders.length === 0) return;
    const table = await this.#caches.lines();
    const entries = orders.flatMap(({ merchantId, orderId, lines }) =>
      lines.map((line: OrderLine, at): [RecordKey, Row] => [
        table.keyOf(merchantId, orderId, at),
        valueIn(table, cellsOf(line, table.valueColumns)),
      ]),
    );
    await table.cache.within(this.#transaction).putAll(entries);
  }
}

const REFERENCE: ReadonlySet<GatheredKind> = new Set<GatheredKind>(['customer', 'category', 'taxRate']);

const idOf = ({ keyOf }: RecordCache, kind: GatheredKind, merchantId: MerchantId, id: string): RecordKey =>
  REFERENCE.has(kind) ? keyOf(id) : keyOf(merchantId, id);

const keyIn = ({ keyOf, keyColumns }: RecordCache, row: Row): RecordKey =>
  keyOf(...keyColumns.map((column) => row[column] as string | number));

const valueIn = ({ valueColumns }: RecordCache, row: Row): Row =>
  Object.fromEntries(valueColumns.map((column) => [column, row[column] ?? null]));
