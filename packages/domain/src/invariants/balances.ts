import type { AccountKind, MerchantId } from '../records.ts';
import { ExactSum } from './exact-sum.ts';
import type { OpenInvariant } from './invariant.ts';
import { perMerchant } from './per-merchant.ts';

/** An account's balance is the sum of its entries. */
export const balances: OpenInvariant = (report) => {
  const books = new Map<MerchantId, Map<AccountKind, { balanceMinor: number; entries: ExactSum }>>();
  return {
    see: {
      account({ merchantId, account, balanceMinor }) {
        perMerchant(books, merchantId).set(account, { balanceMinor, entries: new ExactSum() });
      },
      ledger({ merchantId, account, txId, amountMinor }) {
        const book = books.get(merchantId)?.get(account);
        if (book) book.entries.add(amountMinor);
        else report(`transaction ${txId} moved ${amountMinor} on account ${account}, which is not there`, merchantId);
      },
    },
    end() {
      for (const [merchantId, accounts] of books) {
        for (const [account, { balanceMinor, entries }] of accounts) {
          if (entries.equals(balanceMinor)) continue;
          report(`account ${account} has a balance of ${balanceMinor}, but its entries sum to ${entries}`, merchantId);
        }
      }
    },
  };
};
