/** The market's records. Every record but the reference data lies under a merchant; amounts are safe integers in minor units. */

export type MerchantId = string;
export type Minor = number;
export type Currency = string;
export type AccountKind = 'clearing' | 'available' | 'fees';
export type OrderStatus = 'placed' | 'shipped' | 'cancelled';

/** The lock and the version of a merchant's partition, and the end of its audit chain. */
export interface Head {
  merchantId: MerchantId;
  auditSeq: number;
  auditHash: string;
  version: number;
}

export interface Merchant {
  merchantId: MerchantId;
  name: string;
  categoryId: string;
  currency: Currency;
  version: number;
}

/** `stock` is what is left of `received` after sales and returns; `taxBasisPoints` is the rate it was listed under. */
export interface Product {
  merchantId: MerchantId;
  sku: string;
  name: string;
  description: string;
  categoryId: string;
  priceMinor: Minor;
  currency: Currency;
  taxBasisPoints: number;
  stock: number;
  received: number;
  version: number;
}

/** Prices include tax; `taxMinor` is the tax within the whole line. */
export interface OrderLine {
  sku: string;
  quantity: number;
  priceMinor: Minor;
  taxMinor: Minor;
}

export interface Order {
  merchantId: MerchantId;
  orderId: string;
  customerId: string;
  lines: readonly OrderLine[];
  currency: Currency;
  totalMinor: Minor;
  taxMinor: Minor;
  placedAt: string;
  basketId: string | null;
  status: OrderStatus;
  version: number;
}

export interface Account {
  merchantId: MerchantId;
  account: AccountKind;
  currency: Currency;
  balanceMinor: Minor;
  version: number;
}

/** One side of a posting. `seq` is the audit sequence of the command at this merchant, so entries have the partition's order. */
export interface LedgerEntry {
  merchantId: MerchantId;
  account: AccountKind;
  seq: number;
  txId: string;
  amountMinor: Minor;
  at: string;
}

export interface AuditRecord {
  merchantId: MerchantId;
  seq: number;
  commandId: string;
  type: string;
  by: string;
  at: string;
  merchants: readonly MerchantId[];
  detail: Json;
  prevHash: string;
  hash: string;
}

/** The memory of a command at one merchant: a repeat of it hears the same reply. */
export interface Outcome {
  merchantId: MerchantId;
  commandId: string;
  fingerprint: string;
  reply: Json;
}

export interface Customer {
  customerId: string;
  name: string;
  email: string;
  /** SHA-256 of the sign-in secret, hex. The secrets have 128 random bits or more, so no slow hash is needed. */
  secretHash: string;
}

export interface Category {
  categoryId: string;
  name: string;
}

export interface TaxRate {
  categoryId: string;
  basisPoints: number;
}

/** A bearer key of a merchant's staff, known only by the SHA-256 of its secret. */
export interface StaffKey {
  keyId: string;
  merchantId: MerchantId;
  secretHash: string;
  createdAt: string;
  revokedAt: string | null;
}

export interface Records {
  category: Category;
  taxRate: TaxRate;
  customer: Customer;
  staffKey: StaffKey;
  merchant: Merchant;
  account: Account;
  product: Product;
  order: Order;
  ledger: LedgerEntry;
  audit: AuditRecord;
  outcome: Outcome;
  head: Head;
}

export type Kind = keyof Records;

/** A record with its kind, as it is streamed out of a stage and into another. */
export type AnyRecord = { [K in Kind]: { kind: K; value: Records[K] } }[Kind];

/** The order in which `records()` yields and `load()` expects kinds: what is referred to comes first. */
export const KINDS = [
  'category',
  'taxRate',
  'customer',
  'merchant',
  'staffKey',
  'account',
  'product',
  'order',
  'ledger',
  'audit',
  'outcome',
  'head',
] as const satisfies readonly Kind[];

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** The hash before the first audit record of a merchant. */
export const GENESIS = '0'.repeat(64);

/** What the market keeps of a sale: 2 %, rounded down. */
export const feeOf = (totalMinor: Minor): Minor => Math.floor(totalMinor / 50);

/** The tax within a gross amount at a rate in basis points, rounded half up. Exact for every amount: no product in it leaves the safe integers. */
export function taxWithin(grossMinor: Minor, basisPoints: number): Minor {
  const whole = 10_000 + basisPoints;
  const rest = grossMinor % whole;
  return ((grossMinor - rest) / whole) * basisPoints + Math.round((rest * basisPoints) / whole);
}
