import type { OpenInvariant } from './invariant.ts';

/** The entries of a transaction sum to zero over all merchants: a leg that is missing leaves the rest of it. */
export const transactions: OpenInvariant = (report) => {
  // Holds only what is not zero yet, so that it stays small where the legs come close together.
  const open = new Map<string, number>();
  return {
    see: {
      ledger({ txId, amountMinor }) {
        const sum = (open.get(txId) ?? 0) + amountMinor;
        if (sum === 0) open.delete(txId);
        else open.set(txId, sum);
      },
    },
    end() {
      for (const [txId, sum] of open) report(`the entries of transaction ${txId} sum to ${sum}, not to 0`);
    },
  };
};
