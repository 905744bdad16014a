import type { Command } from '@outgrow/domain/commands';
import type { Change } from '@outgrow/domain/decide';
import { categoryKey, customerKey, headKey, newOrderId, productKey, taxRateKey } from '@outgrow/domain/keys';
import { between, random } from '../random.ts';
import { zipf } from '../zipf.ts';
import {
  categories,
  categoryOfMerchant,
  customerIdOf,
  listing,
  merchantIdOf,
  merchantName,
  skuOf,
  taxRates,
} from './catalogue.ts';
import { type Partition, partition } from './partition.ts';
import { sha256 } from './secrets.ts';

export interface Life {
  seed: string;
  /** The merchant's rank in popularity, from 0. */
  rank: number;
  products: number;
  customers: number;
  orders: number;
}

/** Past orders lie in the first 90 days of the market, so that the same seed gives the same market on any day. */
export const OPENED_AT = '2025-01-01T00:00:00.000Z';
const OPENED_MS = Date.parse(OPENED_AT);
const HISTORY_MS = 90 * 24 * 3_600_000;

/** All that was ever decided at one merchant, in order, by the shop's own rules: so the market is as consistent as they are. */
export function* history(life: Life): Generator<readonly Change[]> {
  const held = partition();
  yield* opening(life, held);
  const chosen = zipf(life.products);
  const next = random(`${life.seed}/orders/${life.rank}`);
  for (let order = 0; order < life.orders; order += 1) yield* sale(life, held, order, next, chosen);
}

function* opening(life: Life, held: Partition): Generator<readonly Change[]> {
  const { seed, rank } = life;
  const merchantId = merchantIdOf(rank);
  held.know(headKey(merchantId), null);
  for (const value of categories()) held.know(categoryKey(value.categoryId), value);
  for (const value of taxRates()) held.know(taxRateKey(value.categoryId), value);
  // The merchant's id is made of its command's id: this one makes it readable.
  const found = { commandId: merchantId.slice(1), fingerprint: sha256(merchantId).slice(0, 32), by: 'operator' };
  const place = { name: merchantName(seed, rank), categoryId: categoryOfMerchant(rank), currency: 'EUR' };
  yield held.accepted({ type: 'register-merchant', ...found, ...place }, OPENED_AT);
  for (let product = 0; product < life.products; product += 1) {
    held.know(productKey(merchantId, skuOf(product)), null);
    const add = sent(life, `add/${product}`, staffOf(merchantId));
    yield held.accepted({ type: 'add-product', ...add, merchantId, ...listing(seed, rank, product) }, OPENED_AT);
  }
}

/** One order, after a restock where the product ran out; some are then shipped or cancelled. */
function* sale(
  life: Life,
  held: Partition,
  order: number,
  next: () => number,
  chosen: (chance: number) => number,
): Generator<readonly Change[]> {
  const merchantId = merchantIdOf(life.rank);
  const now = new Date(OPENED_MS + Math.floor(((order + 1) / (life.orders + 1)) * HISTORY_MS)).toISOString();
  const customerId = customerIdOf(Math.floor(next() * life.customers));
  // That there is such a customer is all a rule looks at.
  held.know(customerKey(customerId), { customerId, name: '', email: '', secretHash: '' });
  const sku = skuOf(chosen(next()));
  const quantity = between(next, 1, 3);
  const buy = sent(life, `order/${order}`, `customer:${customerId}`);
  const placing: Command = { type: 'place-order', ...buy, merchantId, customerId, lines: [{ sku, quantity }] };
  let placed = held.attempt(placing, now);
  if ('rejected' in placed) {
    const more = sent(life, `restock/${order}`, staffOf(merchantId));
    yield held.accepted({ type: 'restock', ...more, ...anyVersion, merchantId, sku, quantity: 50 }, now);
    placed = held.accepted(placing, now);
  }
  yield placed;

  const orderId = newOrderId(merchantId, buy.commandId);
  const fate = next();
  if (fate < SHIPPED) {
    const ship = sent(life, `ship/${order}`, staffOf(merchantId));
    yield held.accepted({ type: 'ship-order', ...ship, ...anyVersion, orderId }, now);
  } else if (fate < SHIPPED + CANCELLED) {
    const cancel = sent(life, `cancel/${order}`, buy.by);
    yield held.accepted({ type: 'cancel-order', ...cancel, ...anyVersion, orderId, customerId }, now);
  }
}

const SHIPPED = 0.1;
const CANCELLED = 0.03;

const anyVersion = { expectedVersion: null };
const staffOf = (merchantId: string): string => `staff:${merchantId}`;

// Nobody repeats a command of the past, so that one hash does for both.
function sent({ seed, rank }: Life, what: string, by: string) {
  const commandId = sha256(`${seed}/${rank}/${what}`).slice(0, 32);
  return { commandId, fingerprint: commandId, by };
}
