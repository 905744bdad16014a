import type { OpenInvariant } from './invariant.ts';

/** An order's total and its tax are the sums of its lines. */
export const orderTotals: OpenInvariant = (report) => ({
  see: {
    order({ merchantId, orderId, lines, totalMinor, taxMinor }) {
      let total = 0;
      let tax = 0;
      for (const line of lines) {
        total += line.priceMinor * line.quantity;
        tax += line.taxMinor;
      }
      if (total !== totalMinor)
        report(`order ${orderId} has a total of ${totalMinor}, but its lines sum to ${total}`, merchantId);
      if (tax !== taxMinor) report(`order ${orderId} has a tax of ${taxMinor}, but that of its lines sums to ${tax}`, merchantId);
    },
  },
});
