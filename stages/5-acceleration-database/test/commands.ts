import { hash } from 'node:crypto';
import type { PlaceBasket, PlaceOrder, Sent } from '@outgrow/domain/commands';
import { customerIdOf } from '@outgrow/harness/market/catalogue';

const customerId = customerIdOf(0);

const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** What a command carries that is told from all others by a name. */
const sent = (name: string): Sent => ({
  commandId: sha256(name),
  fingerprint: sha256(`request ${name}`),
  by: `customer:${customerId}`,
});

export const placeOrder = (name: string, merchantId = 'm0001'): PlaceOrder => ({
  type: 'place-order',
  ...sent(name),
  merchantId,
  customerId,
  lines: [{ sku: 'p0001', quantity: 1 }],
});

export const placeBasket = (name: string, merchants: readonly string[]): PlaceBasket => ({
  type: 'place-basket',
  ...sent(name),
  customerId,
  lines: merchants.map((merchantId) => ({ merchantId, sku: 'p0001', quantity: 1 })),
});
