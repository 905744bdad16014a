import type { OpenInvariant } from './invariant.ts';

/** A merchant never spends what it has not got. */
export const availableFunds: OpenInvariant = (report) => ({
  see: {
    account({ merchantId, account, balanceMinor }) {
      if (account === 'available' && balanceMinor < 0) report(`account available is overdrawn: ${balanceMinor}`, merchantId);
    },
  },
});
