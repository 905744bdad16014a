import type { Currency, MerchantId } from '../records.ts';
import { ExactSum } from './exact-sum.ts';
import type { OpenInvariant } from './invariant.ts';

/**
 * Money is neither made nor lost: all balances of a currency sum to zero, and what came in through a merchant's clearing
 * account is what its orders that stand have cost.
 */
export const conservedMoney: OpenInvariant = (report) => {
  const totals = new Map<Currency, ExactSum>();
  const paid = new Map<MerchantId, { clearingMinor: number; orders: ExactSum }>();
  return {
    see: {
      account({ merchantId, account, currency, balanceMinor }) {
        let total = totals.get(currency);
        if (!total) {
          total = new ExactSum();
          totals.set(currency, total);
        }
        total.add(balanceMinor);
        if (account === 'clearing') paid.set(merchantId, { clearingMinor: balanceMinor, orders: new ExactSum() });
      },
      order({ merchantId, orderId, status, totalMinor }) {
        if (status === 'cancelled') return;
        const orders = paid.get(merchantId)?.orders;
        if (orders) orders.add(totalMinor);
        else report(`order ${orderId} cost ${totalMinor}, but there is no account clearing`, merchantId);
      },
    },
    end() {
      for (const [currency, total] of totals) {
        if (!total.equals(0)) report(`all balances in ${currency} sum to ${total}, not to 0`);
      }
      for (const [merchantId, { clearingMinor, orders }] of paid) {
        if (orders.equals(-clearingMinor)) continue;
        report(`account clearing has a balance of ${clearingMinor}, but the orders that stand cost ${orders}`, merchantId);
      }
    },
  };
};
