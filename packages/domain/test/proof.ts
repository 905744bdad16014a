import type { AnyRecord } from '../src/records.ts';

/** The smallest sets of records that an invariant must let pass and must not, each named, with what it says of the guilty. */
export interface Proof {
  innocent: { readonly [named: string]: readonly AnyRecord[] };
  guilty: { readonly [named: string]: { records: readonly AnyRecord[]; says: readonly string[] } };
}
