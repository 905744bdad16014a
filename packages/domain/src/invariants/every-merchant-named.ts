import type { MerchantId } from '../records.ts';
import type { OpenInvariant } from './invariant.ts';

/** A command is recorded at every merchant it names, and they all name the same: one that is missing is half a command. */
export const everyMerchantNamed: OpenInvariant = (report) => {
  // By the first merchant as well: a client may send one command id twice, to merchants that have none in common.
  const crossing = new Map<string, { commandId: string; named: readonly MerchantId[]; missing: Set<MerchantId> }>();
  return {
    see: {
      audit({ merchantId, seq, commandId, merchants }) {
        if (!merchants.includes(merchantId))
          report(`audit ${seq} names ${merchants.join(', ')}, but not its own merchant`, merchantId);
        if (merchants.length < 2) return;
        const key = `${merchants[0]}/${commandId}`;
        const command = crossing.get(key);
        if (!command) {
          const missing = new Set(merchants);
          missing.delete(merchantId);
          crossing.set(key, { commandId, named: merchants, missing });
          return;
        }
        command.missing.delete(merchantId);
        if (merchants.length === command.named.length && merchants.every((named, place) => named === command.named[place]))
          return;
        const both = `${merchants.join(', ')} here and ${command.named.join(', ')} elsewhere`;
        report(`audit ${seq} of command ${commandId} names ${both}`, merchantId);
      },
    },
    end() {
      for (const { commandId, named, missing } of crossing.values()) {
        for (const merchantId of missing) {
          report(`command ${commandId} names ${named.join(', ')}, but is not recorded here`, merchantId);
        }
      }
    },
  };
};
