import { hash } from 'node:crypto';
import { observe, traced } from '@outgrow/api/tracing';
import type { Copy, Shown } from '@outgrow/domain/copies';
import type { Change } from '@outgrow/domain/decide';
import type { Key, Seen } from '@outgrow/domain/keys';
import { keyText, outcomeKey } from '@outgrow/domain/keys';
import type { AnyRecord, Customer, LedgerEntry, Order, Product } from '@outgrow/domain/records';
import { run } from '@outgrow/domain/run';
import type { Page, PageRequest, Shop } from '@outgrow/domain/shop';
import { InvalidCursor } from '@outgrow/domain/shop';
import { facetsOf, highlightOf } from './memory-search.ts';

type Stored = Seen[string];

/**
 * The port in memory, to drive the HTTP contract without a server: it stands for the shop, not for any system. `during` is
 * awaited within each command, so that a test can hold one, or let it fail.
 */
export class MemoryShop implements Shop {
  readonly records_ = new Map<string, Stored>();
  readonly systems: Record<string, () => Promise<void>> = { memory: async () => {} };
  readonly dispensable: Record<string, () => Promise<void>> = {};
  readonly copies: Record<string, Copy> = {};
  during: (type: string) => Promise<void> = async () => {};
  reading: () => Promise<void> = async () => {};
  isClosed = false;
  readonly #ledger: LedgerEntry[] = [];
  readonly #audit: Extract<Change, { append: 'audit' }>['value'][] = [];
  #last: Promise<unknown> = Promise.resolve();

  execute: Shop['execute'] = (command) => {
    const gather = async (keys: readonly Key[]): Promise<Seen> =>
      Object.fromEntries(keys.map((key) => [keyText(key), this.records_.get(keyText(key)) ?? null]));
    const apply = async (changes: readonly Change[]) => traced('memory', 'apply', async () => this.#apply(changes));
    const given = { now: new Date().toISOString(), sha256: (text: string) => hash('sha256', text, 'hex') };
    const mine = this.#last.then(async () => {
      await this.during(command.type);
      return run(command, { gather, apply }, given, observe);
    });
    this.#last = mine.catch(() => {});
    return mine;
  };

  #apply(changes: readonly Change[]): void {
    for (const change of changes) {
      const { value } = change;
      if ('append' in change) {
        if (change.append === 'ledger') this.#ledger.unshift(change.value);
        else if (change.append === 'audit') this.#audit.push(change.value);
        else this.records_.set(keyText(outcomeKey(change.value.merchantId, change.value.commandId)), change.value);
        continue;
      }
      const { sku, orderId, account } = value as { sku?: string; orderId?: string; account?: string };
      this.records_.set(`${change.put}/${value.merchantId}/${sku ?? orderId ?? account ?? ''}`, value as Stored);
    }
  }

  async #get(text: string) {
    await this.reading();
    return (this.records_.get(text) ?? undefined) as never;
  }

  #all = <T>(kind: string): T[] =>
    [...this.records_].filter(([text]) => text.startsWith(`${kind}/`)).map(([, value]) => value as T);

  product: Shop['product'] = (merchantId, sku) => this.#get(`product/${merchantId}/${sku}`);
  merchant: Shop['merchant'] = (merchantId) => this.#get(`merchant/${merchantId}/`);
  customer: Shop['customer'] = (customerId) => this.#get(`customer//${customerId}`);
  order: Shop['order'] = (orderId) => this.#get(`order/${orderId.split('.')[0]}/${orderId}`);

  ordersOf: Shop['ordersOf'] = async (customerId, page) =>
    paged(
      this.#all<Order>('order')
        .filter((order) => order.customerId === customerId)
        .reverse(),
      page,
    );

  account: Shop['account'] = async (merchantId, account, page) => {
    const found = await this.#get(`account/${merchantId}/${account}`);
    const entries = this.#ledger.filter((entry) => entry.merchantId === merchantId && entry.account === account);
    return found && { account: found, entries: paged(entries, page) };
  };

  audit: Shop['audit'] = async (merchantId, page) =>
    paged(
      this.#audit.filter((record) => record.merchantId === merchantId),
      page,
    );

  search: Shop['search'] = async ({ text, facets, highlight }, page) => {
    const all = this.#all<Product>('product').filter(({ name }) => name.includes(text));
    const found = paged(all, page);
    return {
      ...found,
      ...(facets && { facets: facetsOf(all) }),
      ...(highlight && { highlights: found.items.map((product) => highlightOf(product, text)) }),
    };
  };

  salesByDay: Shop['salesByDay'] = async () => [];
  topProducts: Shop['topProducts'] = async () => [];
  merchantCohorts: Shop['merchantCohorts'] = async () => [{ cohort: '2026-01', month: '2026-02', merchants: 3, orders: 7 }];

  systemOfRecord: Shop['systemOfRecord'] = {
    name: 'memory',
    shown: (keys) => this.systemOfRecord.read(keys) as Promise<Shown[]>,
    read: async (keys) => keys.map((key) => (this.records_.get(keyText(key)) ?? undefined) as never),
    async *keys() {},
  };

  settle = async (): Promise<void> => this.reading();

  async *records(): AsyncIterable<AnyRecord> {}

  async load(records: AsyncIterable<AnyRecord> | Iterable<AnyRecord>): Promise<number> {
    let count = 0;
    for await (const { kind, value } of records) {
      const { customerId, categoryId } = value as Partial<Customer & { categoryId: string }>;
      this.records_.set(`${kind}//${customerId ?? categoryId}`, value as Stored);
      count += 1;
    }
    return count;
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}

function paged<T>(all: readonly T[], { limit, after }: PageRequest): Page<T> {
  if (after !== undefined && !/^\d+$/.test(after)) throw new InvalidCursor('not mine');
  const start = Number(after ?? 0);
  const items = all.slice(start, start + limit);
  return start + limit < all.length ? { items, next: String(start + limit) } : { items };
}
