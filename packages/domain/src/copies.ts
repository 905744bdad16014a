import type { Key } from './keys.ts';
import type { Minor, Product, Records } from './records.ts';

/** Where the records lie besides the system of record: what each system shows of them, and how it is put right. */
export interface Copies {
  readonly systemOfRecord: SystemOfRecord;
  /** By the system's name; none where there is one system only. */
  readonly copies: { readonly [system: string]: Copy };
}

/** The kinds of record of which systems hold copies. */
export type CopiedKind = 'product' | 'merchant' | 'account' | 'order';
export type CopyKey = Key<CopiedKind>;

/** What a system shows of a record at this moment. The price is a product's, as its readers see it. */
export interface Shown {
  version: number;
  priceMinor?: Minor | undefined;
  currency?: string | undefined;
}

/** What a record's readers see of it. */
export const shownOf = (record: Records[CopiedKind]): Shown => {
  const { version, priceMinor, currency } = record as Partial<Product> & { version: number };
  return priceMinor === undefined ? { version } : { version, priceMinor, currency };
};

export interface SystemOfRecord {
  /** As `/readyz` names it. */
  readonly name: string;
  /** Of each key, in their order; undefined where it is not there. All keys are of one kind. */
  shown(keys: readonly CopyKey[]): Promise<(Shown | undefined)[]>;
  /** The records themselves, in the same way. */
  read(keys: readonly CopyKey[]): Promise<(Records[CopiedKind] | undefined)[]>;
  /** The keys of all records of the kind, in batches. */
  keys(kind: CopiedKind): AsyncIterable<CopyKey[]>;
}

export interface Copy {
  readonly kinds: readonly CopiedKind[];
  /** Whether it is to hold every record of its kinds, as an index does; a cache holds some. */
  readonly isComplete: boolean;
  shown(keys: readonly CopyKey[]): Promise<(Shown | undefined)[]>;
  keys(kind: CopiedKind): AsyncIterable<CopyKey[]>;
  /** From now on it shows these records and no others, whatever it showed; `undefined` takes one out. */
  repair(kind: CopiedKind, right: readonly Right[]): Promise<void>;
  /** Made anew from the system of record, as when it was lost. Readers may go on meanwhile where it says so. How many records it holds then. */
  rebuild(): Promise<number>;
}

export interface Right {
  key: CopyKey;
  record: Records[CopiedKind] | undefined;
}
