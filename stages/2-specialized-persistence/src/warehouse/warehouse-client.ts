import { batchesOf } from '@outgrow/domain/batches';
import type { Copy, CopyKey, Right, Shown } from '@outgrow/domain/copies';
import type { CohortMonth, ProductSales, SalesDay, SalesReads } from '@outgrow/domain/shop';
import { WarehouseHttp } from './warehouse-http.ts';
import { WAREHOUSE_KINDS, type WarehouseKind, type WarehouseRecord } from './warehouse-tables.ts';

const LOADS_WITHIN_MS = 60_000;
const KEYS_AT_ONCE = 5_000;
const SHOWN_AT_ONCE = 1_000;
const RECORDS_AT_ONCE = 250;

/** The loader process as the apps see it. Nothing is tried twice; what fails is a `StoreError` of the system `warehouse`. */
export class Warehouse implements SalesReads {
  readonly #http: WarehouseHttp;

  /** `url` is http://loader:SECRET@host:port. */
  constructor(url: string) {
    this.#http = new WarehouseHttp(url);
  }

  salesByDay(merchantId: string, from: string, to: string): Promise<SalesDay[]> {
    return this.#http.get('/sales-by-day', { merchantId, from, to });
  }

  topProducts(merchantId: string, from: string, to: string, limit: number): Promise<ProductSales[]> {
    return this.#http.get('/top-products', { merchantId, from, to, limit: String(limit) });
  }

  merchantCohorts(): Promise<CohortMonth[]> {
    return this.#http.get('/merchant-cohorts', {});
  }

  /** Reads of sales fail while it is made anew, rather than tell a part. */
  readonly copy: Copy = {
    kinds: WAREHOUSE_KINDS,
    isComplete: true,
    shown: (keys) => this.#shown(keys),
    keys: (kind) => this.#keys(kindOf(kind)),
    repair: (kind, right) => this.#repair(kindOf(kind), right),
    rebuild: () => this.rebuild(),
  };

  /** Resolves when a load that began after this call has ended: all that was acknowledged before is in, but for what stays behind the watermark. */
  async load(): Promise<void> {
    await this.#http.post('/load', {}, { timeoutMs: LOADS_WITHIN_MS });
  }

  /** A new file, loaded from Postgres. Resolves to how many records it holds. */
  async rebuild(): Promise<number> {
    const { products, orders } = await this.#http.post<{ products: number; orders: number }>(
      '/rebuild',
      {},
      { timeoutMs: LOADS_WITHIN_MS },
    );
    return products + orders;
  }

  /** Takes in records where they are newer. */
  async upsert(records: readonly WarehouseRecord[]): Promise<void> {
    for (const some of batchesOf(records, RECORDS_AT_ONCE)) await this.#http.post('/upsert', { records: some });
  }

  async ping(): Promise<void> {
    await this.#http.get('/readyz', {});
  }

  /** What is under way fails. */
  async close(): Promise<void> {
    this.#http.close();
  }

  async #shown(keys: readonly CopyKey[]): Promise<(Shown | undefined)[]> {
    const shown: (Shown | undefined)[] = [];
    for (const some of batchesOf(keys, SHOWN_AT_ONCE)) {
      const body = { kind: kindOf(some[0]?.kind), keys: some.map(({ merchantId, id }) => ({ merchantId, id })) };
      for (const one of await this.#http.post<(Shown | null)[]>('/shown', body, { does: 'reads' })) shown.push(one ?? undefined);
    }
    return shown;
  }

  async *#keys(kind: WarehouseKind): AsyncGenerator<CopyKey[]> {
    for (let after = ''; ; ) {
      const query = { kind, after, limit: String(KEYS_AT_ONCE) };
      const keys = await this.#http.get<{ merchantId: string; id: string }[]>('/keys', query);
      if (keys.length > 0) yield keys.map(({ merchantId, id }) => ({ kind, merchantId, id }));
      const last = keys.at(-1);
      if (!last || keys.length < KEYS_AT_ONCE) return;
      after = `${last.merchantId}/${last.id}`;
    }
  }

  async #repair(kind: WarehouseKind, all: readonly Right[]): Promise<void> {
    for (const some of batchesOf(all, RECORDS_AT_ONCE)) {
      const right = some.map(({ key: { merchantId, id }, record = null }) => ({ merchantId, id, record }));
      await this.#http.post('/repair', { kind, right });
    }
  }
}

function kindOf(kind: string | undefined): WarehouseKind {
  const found = WAREHOUSE_KINDS.find((one) => one === kind);
  if (!found) throw new Error(`the warehouse holds no ${kind}`);
  return found;
}
