import { hash } from 'node:crypto';
import type {
  AddProduct,
  CancelOrder,
  PlaceBasket,
  PlaceOrder,
  RegisterMerchant,
  Sent,
  TransferFunds,
} from '@outgrow/domain/commands';
import type { Given } from '@outgrow/domain/decide';

export const sha256 = (text: string): string => hash('sha256', text, 'hex');

export const given: Given = { now: '2025-06-01T12:00:00.000Z', sha256 };

const customerId = 'c0001';

/** What a command carries that is told from all others by a name. */
export const sent = (name: string): Sent => ({
  commandId: sha256(name).slice(0, 32),
  fingerprint: sha256(`request ${name}`).slice(0, 32),
  by: `customer:${customerId}`,
});

export const registerMerchant = (name: string): RegisterMerchant => ({
  type: 'register-merchant',
  ...sent(name),
  name: 'Heron Works',
  categoryId: 'books',
  currency: 'EUR',
});

export const addProduct = (merchantId: string, sku: string, stock: number): AddProduct => ({
  type: 'add-product',
  ...sent(`add ${merchantId}/${sku}`),
  merchantId,
  sku,
  name: 'Tiny brass bell',
  description: 'The last of its kind.',
  categoryId: 'bicycles',
  priceMinor: 1_000,
  stock,
});

export const placeOrder = (name: string, merchantId: string, sku = 'p0001'): PlaceOrder => ({
  type: 'place-order',
  ...sent(name),
  merchantId,
  customerId,
  lines: [{ sku, quantity: 1 }],
});

export const cancelOrder = (name: string, orderId: string): CancelOrder => ({
  type: 'cancel-order',
  ...sent(name),
  orderId,
  customerId,
  expectedVersion: null,
});

export const placeBasket = (name: string, merchants: readonly string[]): PlaceBasket => ({
  type: 'place-basket',
  ...sent(name),
  customerId,
  lines: merchants.map((merchantId) => ({ merchantId, sku: 'p0001', quantity: 1 })),
});

export const transferFunds = (name: string, fromMerchantId: string, toMerchantId: string): TransferFunds => ({
  type: 'transfer-funds',
  ...sent(name),
  fromMerchantId,
  toMerchantId,
  amountMinor: 100,
});
