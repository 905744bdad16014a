import type { Change } from '@outgrow/domain/decide';
import type { Account, AnyRecord, Head, Merchant, Product } from '@outgrow/domain/records';
import { categories, customerNamed, taxRates } from './market/catalogue.ts';
import { history, OPENED_AT } from './market/history.ts';
import { customerSecret, sha256, staffSecret } from './market/secrets.ts';
import { zipfShares } from './zipf.ts';

export interface MarketSize {
  seed: string;
  merchants: number;
  products: number;
  customers: number;
  /** Past orders, by Zipf's law over the merchants. */
  orders: number;
}

export const DEFAULT_MARKET = { merchants: 200, products: 50, customers: 1_000, orders: 0 } as const;

/**
 * A consistent market as a stream of records in the order of KINDS, the same for the same seed. Merchant m0001 is the most
 * popular. The past of each merchant is replayed once per kind instead of being held: memory does not grow with the orders.
 */
export function* market(size: MarketSize): Generator<AnyRecord> {
  const { seed, customers } = size;
  for (const value of categories()) yield { kind: 'category', value };
  for (const value of taxRates()) yield { kind: 'taxRate', value };
  for (let rank = 0; rank < customers; rank += 1) {
    const named = customerNamed(seed, rank);
    yield { kind: 'customer', value: { ...named, secretHash: sha256(customerSecret(seed, named.customerId)) } };
  }

  const ends = lives(size).map((life) => endOf(history(life)));
  for (const { merchant } of ends) yield { kind: 'merchant', value: merchant };
  for (const { merchant } of ends) {
    const { merchantId } = merchant;
    const secretHash = sha256(staffSecret(seed, merchantId));
    yield {
      kind: 'staffKey',
      value: { keyId: `k-${merchantId}`, merchantId, secretHash, createdAt: OPENED_AT, revokedAt: null },
    };
  }
  for (const { accounts } of ends) for (const value of accounts.values()) yield { kind: 'account', value };
  for (const { products } of ends) for (const value of products.values()) yield { kind: 'product', value };
  yield* orders(size);
  for (const change of allChanges(size))
    if ('append' in change && change.append === 'ledger') yield { kind: 'ledger', value: change.value };
  for (const change of allChanges(size))
    if ('append' in change && change.append === 'audit') yield { kind: 'audit', value: change.value };
  for (const change of allChanges(size))
    if ('append' in change && change.append === 'outcome') yield { kind: 'outcome', value: change.value };
  for (const { head } of ends) yield { kind: 'head', value: head };
}

const lives = ({ seed, merchants, products, customers, orders }: MarketSize) =>
  zipfShares(orders, merchants).map((share, rank) => ({ seed, rank, products, customers, orders: share }));

function* allChanges(size: MarketSize): Generator<Change> {
  for (const life of lives(size)) for (const changes of history(life)) yield* changes;
}

/** An order is put again when it is shipped or cancelled, directly after it was placed: the last put is its end. */
function* orders(size: MarketSize): Generator<AnyRecord> {
  for (const life of lives(size)) {
    let last: AnyRecord | undefined;
    for (const changes of history(life)) {
      for (const change of changes) {
        if (!('put' in change) || change.put !== 'order') continue;
        if (last && change.value.version === 1) yield last;
        last = { kind: 'order', value: change.value };
      }
    }
    if (last) yield last;
  }
}

function endOf(past: Iterable<readonly Change[]>) {
  let head: Head | undefined;
  let merchant: Merchant | undefined;
  const products = new Map<string, Product>();
  const accounts = new Map<string, Account>();
  for (const changes of past) {
    for (const change of changes) {
      if (!('put' in change)) continue;
      if (change.put === 'head') head = change.value;
      else if (change.put === 'merchant') merchant = change.value;
      else if (change.put === 'product') products.set(change.value.sku, change.value);
      else if (change.put === 'account') accounts.set(change.value.account, change.value);
    }
  }
  if (!head || !merchant) throw new Error('a merchant has no past');
  return { head, merchant, products, accounts };
}
