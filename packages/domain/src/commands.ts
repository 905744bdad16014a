import { merchantOfOrder, newMerchantId } from './keys.ts';
import type { Currency, MerchantId, Minor } from './records.ts';

/**
 * What every command carries. `commandId` is the hash of the principal and its idempotency key, `fingerprint` the hash of
 * the client's whole request, `by` the principal, for the audit trail.
 */
export interface Sent {
  commandId: string;
  fingerprint: string;
  by: string;
}

/** The version a client expects the record to have (its If-Match), or null where any will do. */
interface Expecting {
  expectedVersion: number | null;
}

export interface WantedLine {
  sku: string;
  quantity: number;
}

export interface RegisterMerchant extends Sent {
  type: 'register-merchant';
  name: string;
  categoryId: string;
  currency: Currency;
}

export interface AddProduct extends Sent {
  type: 'add-product';
  merchantId: MerchantId;
  sku: string;
  name: string;
  description: string;
  categoryId: string;
  priceMinor: Minor;
  stock: number;
}

export interface ChangePrice extends Sent, Expecting {
  type: 'change-price';
  merchantId: MerchantId;
  sku: string;
  priceMinor: Minor;
}

export interface Restock extends Sent, Expecting {
  type: 'restock';
  merchantId: MerchantId;
  sku: string;
  quantity: number;
}

export interface PlaceOrder extends Sent {
  type: 'place-order';
  merchantId: MerchantId;
  customerId: string;
  lines: readonly WantedLine[];
}

/** `customerId` is the shopper who cancels, or null where the merchant's staff does. */
export interface CancelOrder extends Sent, Expecting {
  type: 'cancel-order';
  orderId: string;
  customerId: string | null;
}

export interface ShipOrder extends Sent, Expecting {
  type: 'ship-order';
  orderId: string;
}

/** Crosses partitions: all of its orders are placed, or none. */
export interface PlaceBasket extends Sent {
  type: 'place-basket';
  customerId: string;
  lines: readonly (WantedLine & { merchantId: MerchantId })[];
}

/** Crosses partitions: moves available money of one merchant to another. */
export interface TransferFunds extends Sent {
  type: 'transfer-funds';
  fromMerchantId: MerchantId;
  toMerchantId: MerchantId;
  amountMinor: Minor;
}

export type Command =
  | RegisterMerchant
  | AddProduct
  | ChangePrice
  | Restock
  | PlaceOrder
  | CancelOrder
  | ShipOrder
  | PlaceBasket
  | TransferFunds;

export type CommandType = Command['type'];

/** The partitions a command touches, lowest id first and each once. It runs at the first, which also holds the answer. */
export function merchantsOf(command: Command): readonly MerchantId[] {
  switch (command.type) {
    case 'register-merchant':
      return [newMerchantId(command.commandId)];
    case 'add-product':
    case 'change-price':
    case 'restock':
    case 'place-order':
      return [command.merchantId];
    case 'cancel-order':
    case 'ship-order':
      return [merchantOfOrder(command.orderId)];
    case 'place-basket':
      return lowestFirst(command.lines.map((line) => line.merchantId));
    case 'transfer-funds':
      return lowestFirst([command.fromMerchantId, command.toMerchantId]);
  }
}

// Sorted by code unit, as the servers' "C" collation sorts, so that locks are taken in one order everywhere.
const lowestFirst = (merchants: readonly MerchantId[]): MerchantId[] => [...new Set(merchants)].sort();
