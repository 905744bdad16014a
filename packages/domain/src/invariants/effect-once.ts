import type { MerchantId } from '../records.ts';
import type { OpenInvariant } from './invariant.ts';

/** A command takes effect once at a merchant, and leaves both an audit record and the outcome that a repeat of it hears. */
export const effectOnce: OpenInvariant = (report) => {
  const audited = new Map<MerchantId, Set<string>>();
  return {
    see: {
      audit({ merchantId, seq, commandId }) {
        const commands = audited.get(merchantId);
        if (!commands) audited.set(merchantId, new Set([commandId]));
        else if (commands.has(commandId)) report(`command ${commandId} took effect again in audit ${seq}`, merchantId);
        else commands.add(commandId);
      },
      outcome({ merchantId, commandId }) {
        // Taken out once it is found, which frees the memory and shows a second outcome.
        if (audited.get(merchantId)?.delete(commandId)) return;
        report(`command ${commandId} has an outcome, but no audit record or a second outcome`, merchantId);
      },
    },
    end() {
      for (const [merchantId, commands] of audited) {
        for (const commandId of commands) report(`command ${commandId} has an audit record, but no outcome`, merchantId);
      }
    },
  };
};
