import type { Change } from '@outgrow/domain/decide';
import { accountKey, merchantKey, productKey } from '@outgrow/domain/keys';
import type { Held, Slot } from '../../grid/slots.ts';
import { slotOf } from '../../grid/slots.ts';

/** What the grid is told of a write: where it is, its version, and the record where the change holds all of what the grid does. */
export interface Told {
  slot: Slot;
  version: number;
  record?: Held;
}

export function toldOf(change: Change): Told[] {
  if (!('put' in change)) return [];
  const { put, value } = change;
  const { version } = value;
  if (put === 'product') return [{ slot: slotOf(productKey(value.merchantId, value.sku)), version, record: value }];
  if (put === 'merchant') return [{ slot: slotOf(merchantKey(value.merchantId)), version, record: value }];
  // A page needs the entries of before, too.
  if (put === 'account') return [{ slot: slotOf(accountKey(value.merchantId, value.account)), version }];
  return [];
}
