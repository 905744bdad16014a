import type { Command } from '@outgrow/domain/commands';
import { merchantsOf } from '@outgrow/domain/commands';
import type { Change } from '@outgrow/domain/decide';
import { decide } from '@outgrow/domain/decide';
import type { GatheredKind, Key } from '@outgrow/domain/keys';
import { accountKey, headKey, keyText, merchantKey, orderKey, outcomeKey, productKey } from '@outgrow/domain/keys';
import type { Records } from '@outgrow/domain/records';
import type { Rejected } from '@outgrow/domain/refusals';
import { sha256 } from './secrets.ts';

/** One merchant's records in memory, changed by the domain's decisions. */
export interface Partition {
  /** Makes a record known, or known not to be there. */
  know<K extends GatheredKind>(key: Key<K>, value: Records[K] | null): void;
  attempt(command: Command, now: string): readonly Change[] | Rejected;
  /** As `attempt`, for a command that cannot be refused. */
  accepted(command: Command, now: string): readonly Change[];
}

/**
 * All that a command may ask for is known beforehand, so that one round decides it: this runs millions of times. Of the
 * orders only the last is kept, since a merchant's past does not come back to an earlier one.
 */
export function partition(): Partition {
  const known: Record<string, Records[GatheredKind] | null> = {};
  let lastOrder: { text: string; value: Records['order'] } | undefined;

  function attempt(command: Command, now: string): readonly Change[] | Rejected {
    // What only this command sees lies over what is known: taking it out again afterwards would cost more than all the rest.
    const seen = Object.create(known) as typeof known;
    for (const merchantId of merchantsOf(command)) seen[keyText(outcomeKey(merchantId, command.commandId))] = null;
    if (lastOrder) seen[lastOrder.text] = lastOrder.value;
    const decision = decide(command, seen, { now, sha256 });
    if ('gather' in decision) throw new Error(`${command.type} asks for ${decision.gather.map(keyText).join(', ')}`);
    if ('rejected' in decision) return decision;
    for (const change of decision.changes) {
      if ('append' in change) continue;
      if (change.put === 'order') lastOrder = { text: keyText(orderKey(change.value.orderId)), value: change.value };
      else known[keyText(keyOf(change))] = change.value;
    }
    return decision.changes;
  }

  return {
    know(key, value) {
      known[keyText(key)] = value;
    },
    attempt,
    accepted(command, now) {
      const changes = attempt(command, now);
      if ('rejected' in changes) throw new Error(`the market's ${command.type} was refused: ${JSON.stringify(changes)}`);
      return changes;
    },
  };
}

function keyOf(change: Exclude<Extract<Change, { put: unknown }>, { put: 'order' }>): Key {
  switch (change.put) {
    case 'head':
      return headKey(change.value.merchantId);
    case 'merchant':
      return merchantKey(change.value.merchantId);
    case 'product':
      return productKey(change.value.merchantId, change.value.sku);
    case 'account':
      return accountKey(change.value.merchantId, change.value.account);
  }
}
