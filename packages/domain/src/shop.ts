import type { Command } from './commands.ts';
import type { Copies } from './copies.ts';
import type {
  Account,
  AccountKind,
  AnyRecord,
  AuditRecord,
  Customer,
  LedgerEntry,
  Merchant,
  MerchantId,
  Minor,
  Order,
  Product,
  StaffKey,
} from './records.ts';
import type { Reply } from './run.ts';

/** The port a stage fills. Every method may throw `StoreError` when a system fails. */
export interface Shop extends CommandPort, Reads, Upkeep, Copies {}

export interface CommandPort {
  /** Atomic and idempotent within a partition; across partitions as the stage declares. */
  execute(command: Command): Promise<Reply>;
}

/** Reads, as small interfaces by question. What is not there is `undefined`. */
export interface Reads extends CatalogReads, OrderReads, BookReads, SearchReads, SalesReads, CustomerReads {}

export interface CatalogReads {
  product(merchantId: MerchantId, sku: string): Promise<Product | undefined>;
  merchant(merchantId: MerchantId): Promise<Merchant | undefined>;
}

export interface OrderReads {
  order(orderId: string): Promise<Order | undefined>;
  /** Newest first; crosses partitions. */
  ordersOf(customerId: string, page: PageRequest): Promise<Page<Order>>;
}

export interface BookReads {
  /** An account and its entries of one moment, newest entry first. */
  account(merchantId: MerchantId, account: AccountKind, page: PageRequest): Promise<AccountPage | undefined>;
  /** The audit trail, oldest first. */
  audit(merchantId: MerchantId, page: PageRequest): Promise<Page<AuditRecord>>;
}

export type AccountPage = { account: Account; entries: Page<LedgerEntry> };

export interface SearchReads {
  /** Full-text search over name and description, best match first. */
  search(query: ProductQuery, page: PageRequest): Promise<Found>;
}

export interface ProductQuery {
  text: string;
  categoryId?: string;
  merchantId?: MerchantId;
  /** Whether all that is found is counted, whatever the page. */
  facets?: boolean;
  /** Whether it is shown where the words stand. */
  highlight?: boolean;
}

export interface Found extends Page<Product> {
  /** Where asked for. */
  facets?: Facets;
  /** Where asked for: of each item, in their order. */
  highlights?: Highlight[];
}

export interface Facets {
  /** Most products first, then by id. */
  categories: { categoryId: string; count: number }[];
  /** One for each of `PRICE_BANDS`, with `belowMinor` but for the last. */
  prices: { fromMinor: Minor; belowMinor?: Minor; count: number }[];
}

/** Where the bands of the price facet begin, in minor units. */
export const PRICE_BANDS: readonly Minor[] = [0, 1_000, 2_500, 5_000, 10_000];

/** A text in pieces, of which those that matched are hits; together they are the text, or a passage of a long one. */
export interface Highlight {
  name: Piece[];
  description: Piece[];
}

export interface Piece {
  text: string;
  hit: boolean;
}

export interface SalesReads {
  /** A merchant's orders that were not cancelled, per UTC day, oldest first. Both days (YYYY-MM-DD) are included. */
  salesByDay(merchantId: MerchantId, from: string, to: string): Promise<SalesDay[]>;
  /** A merchant's products by units sold in the same days, most first, at most `limit`. */
  topProducts(merchantId: MerchantId, from: string, to: string, limit: number): Promise<ProductSales[]>;
  /**
   * Merchants by the UTC month (YYYY-MM) of their first order, and how many of them sold in that and each later month; months in
   * which none did are left out. Of orders that were not cancelled, oldest cohort first, then by month; at most 1,000 rows.
   */
  merchantCohorts(): Promise<CohortMonth[]>;
}

export interface CohortMonth {
  cohort: string;
  month: string;
  merchants: number;
  orders: number;
}

export interface SalesDay {
  day: string;
  orders: number;
  units: number;
  totalMinor: Minor;
}

export interface ProductSales {
  sku: string;
  units: number;
  totalMinor: Minor;
}

export interface CustomerReads {
  customer(customerId: string): Promise<Customer | undefined>;
}

/** A page of at most `limit` items after the cursor. A cursor is opaque text that the same stage gave out. */
export interface PageRequest {
  limit: number;
  after?: string;
}

export interface Page<T> {
  items: T[];
  /** The cursor of the next page; absent on the last one. */
  next?: string;
}

/** A cursor that this stage did not give out. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
}

export interface Upkeep {
  /** Resolves when this instance's eventual parts (caches, queues, projections) have caught up with what was acknowledged. */
  settle(): Promise<void>;
  /** All records, kind by kind in the order of `KINDS`. */
  records(): AsyncIterable<AnyRecord>;
  /** Takes records in the order of `KINDS`, into a shop that does not hold them yet. Returns how many. */
  load(records: AsyncIterable<AnyRecord> | Iterable<AnyRecord>): Promise<number>;
  /** Per system it needs: resolves where it answers, rejects with the reason. */
  readonly systems: { readonly [name: string]: () => Promise<void> };
  /** The same of systems without which it goes on with less. */
  readonly dispensable: { readonly [name: string]: () => Promise<void> };
  close(): Promise<void>;
}

/** Bearer keys of merchants' staff. Only the hash of a key's secret is kept. */
export interface StaffKeys {
  add(key: StaffKey): Promise<void>;
  /** The key with this secret hash, where it is not revoked. */
  find(secretHash: string): Promise<StaffKey | undefined>;
  list(merchantId: MerchantId): Promise<StaffKey[]>;
  /** False where the merchant has no such key. A second revocation changes nothing. */
  revoke(merchantId: MerchantId, keyId: string, at: string): Promise<boolean>;
}

export interface CartLine {
  merchantId: MerchantId;
  sku: string;
  quantity: number;
}

/** Carts by customer, key-value. A line changes atomically: two devices of one customer lose nothing of each other. */
export interface Carts {
  get(customerId: string): Promise<CartLine[]>;
  /** A quantity of 0 takes the line out. Resolves to the cart after it. Throws `CartFull` where it would pass `MAX_CART_LINES`. */
  setLine(customerId: string, line: CartLine): Promise<CartLine[]>;
  /** Takes out these lines where they still hold these quantities: what was added meanwhile stays. */
  take(customerId: string, lines: readonly CartLine[]): Promise<void>;
  clear(customerId: string): Promise<void>;
}

export const MAX_CART_LINES = 50;

export class CartFull extends Error {
  override readonly name = 'CartFull';
}
