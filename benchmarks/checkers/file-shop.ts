import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { Command } from '@outgrow/domain/commands';
import type { Change } from '@outgrow/domain/decide';
import {
  accountKey,
  categoryKey,
  customerKey,
  headKey,
  type Key,
  keyText,
  merchantKey,
  orderKey,
  productKey,
} from '@outgrow/domain/keys';
import type { Kind, Order, Product, Records } from '@outgrow/domain/records';
import { KINDS } from '@outgrow/domain/records';
import { type Reply, run } from '@outgrow/domain/run';
import { LineFile } from './line-file.ts';

/** A shop in memory whose records end in a file for each kind; what is only ever appended goes there at once. */
export class FileShop implements Disposable {
  readonly #records = new Map<string, { kind: Kind; value: unknown }>();
  readonly #files: ReadonlyMap<Kind, LineFile>;

  constructor(folder: string) {
    this.#files = new Map(KINDS.map((kind) => [kind, new LineFile(join(folder, `${kind}.jsonl`))]));
  }

  /** `lost`: it answers as if it had written. */
  execute(command: Command, now: string, lost = false): Promise<Reply> {
    const gather = async (keys: readonly Key[]) => {
      return Object.fromEntries(
        keys.map((key) => [keyText(key), (this.#records.get(keyText(key))?.value ?? null) as Records['head'] | null]),
      );
    };
    const apply = async (changes: readonly Change[]) => {
      if (!lost) for (const change of changes) this.#apply(change);
    };
    return run(command, { gather, apply }, { now, sha256: (text) => hash('sha256', text, 'hex') });
  }

  product(merchantId: string, sku: string): Product | undefined {
    return this.#records.get(keyText(productKey(merchantId, sku)))?.value as Product | undefined;
  }

  order(orderId: string): Order | undefined {
    return this.#records.get(keyText(orderKey(orderId)))?.value as Order | undefined;
  }

  seed(kind: 'customer' | 'category', id: string): void {
    const key = kind === 'customer' ? customerKey(id) : categoryKey(id);
    this.#records.set(keyText(key), { kind, value: kind === 'customer' ? { customerId: id } : { categoryId: id, name: id } });
  }

  #apply(change: Change): void {
    if ('append' in change) this.#files.get(change.append)?.add(change.value);
    else this.#records.set(keyText(keyOf(change)), { kind: change.put, value: change.value });
  }

  [Symbol.dispose](): void {
    for (const { kind, value } of this.#records.values()) this.#files.get(kind)?.add(value);
    for (const file of this.#files.values()) file[Symbol.dispose]();
  }
}

function keyOf(change: Extract<Change, { put: string }>): Key {
  const { merchantId } = change.value;
  switch (change.put) {
    case 'head':
      return headKey(merchantId);
    case 'merchant':
      return merchantKey(merchantId);
    case 'product':
      return productKey(merchantId, change.value.sku);
    case 'order':
      return orderKey(change.value.orderId);
    case 'account':
      return accountKey(merchantId, change.value.account);
  }
}
