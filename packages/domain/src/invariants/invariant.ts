import type { Kind, MerchantId, Records } from '../records.ts';

/** One invariant at work on one stream of records. */
export interface Invariant {
  /** What it looks at, by kind. */
  readonly see: { readonly [K in Kind]?: (value: Records[K]) => void };
  /** What it can say only after the last record. */
  end?(): void;
}

/** Opens an invariant for one stream. It reports each breach in prose, with the numbers and the merchant where it is one. */
export type OpenInvariant = (report: Report, given: Hashing) => Invariant;

export type Report = (message: string, merchantId?: MerchantId) => void;

export interface Hashing {
  /** SHA-256 as lower-case hex. */
  sha256(text: string): string;
}
