import type { Account, LedgerEntry } from '@outgrow/domain/records';
import type { CartLine, Page } from '@outgrow/domain/shop';

/** What commands are answered with. */
export interface Registered {
  merchantId: string;
  version: number;
}

export interface Listed extends Registered {
  sku: string;
}

export interface Priced extends Listed {
  priceMinor: number;
}

export interface Restocked extends Listed {
  stock: number;
}

export interface Placed {
  orderId: string;
  totalMinor: number;
  currency: string;
  status: string;
  version: number;
}

export interface Closed {
  orderId: string;
  status: string;
  version: number;
}

export interface Basket {
  basketId: string;
  totalMinor: number;
  currency: string;
  orders: { merchantId: string; orderId: string; totalMinor: number; currency: string }[];
}

export interface Transfer {
  transferId: string;
  fromMerchantId: string;
  toMerchantId: string;
  amountMinor: number;
  currency: string;
}

/** What queries are answered with, where it is not a record of the domain. */
export interface AccountPage {
  account: Account;
  entries: Page<LedgerEntry>;
}

export interface Items<T> {
  items: T[];
}

export interface Cart {
  lines: CartLine[];
}

export interface NewKey {
  keyId: string;
  key: string;
}

export interface ShownKey {
  keyId: string;
  merchantId: string;
  createdAt: string;
  revokedAt: string | null;
}

export interface Readiness {
  ready: boolean;
  draining: boolean;
  systems: Readonly<Record<string, { ok: boolean; needed: boolean; reason?: string }>>;
}
