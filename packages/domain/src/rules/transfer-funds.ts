import type { TransferFunds } from '../commands.ts';
import type { Part, Rule } from '../decide.ts';
import type { Seen } from '../keys.ts';
import { accountKey, read } from '../keys.ts';
import type { MerchantId } from '../records.ts';
import type { Rejected } from '../refusals.ts';
import { isRejected, rejected } from '../refusals.ts';
import { post } from './sale.ts';

/** Moves available money from one merchant to another. */
export const transferFunds: Rule<TransferFunds> = {
  needs: ({ fromMerchantId, toMerchantId }) => [accountKey(fromMerchantId, 'available'), accountKey(toMerchantId, 'available')],
  rule({ command, seen, earlier }) {
    const { commandId, fromMerchantId, toMerchantId, amountMinor } = command;
    if (fromMerchantId === toMerchantId) return rejected('same_merchant', { merchantId: fromMerchantId });
    const expected = read(seen, accountKey(fromMerchantId, 'available'))?.currency ?? '';
    const currency = read(seen, accountKey(toMerchantId, 'available'))?.currency ?? '';
    if (currency !== expected) return rejected('currency_mismatch', { merchantId: toMerchantId, currency, expected });
    const parts = new Map<MerchantId, Part>();
    const moves = [
      [fromMerchantId, -amountMinor],
      [toMerchantId, amountMinor],
    ] as const;
    for (const [merchantId, amount] of moves) {
      if (earlier.has(merchantId)) continue;
      const posted = post(merchantId, [{ account: 'available', amountMinor: amount }], seen);
      if (isRejected(posted)) return posted.rejected === 'insufficient_funds' ? short(merchantId, seen) : posted;
      parts.set(merchantId, { detail: { transferId: commandId, amountMinor: amount }, ...posted });
    }
    return { reply: { transferId: commandId, fromMerchantId, toMerchantId, amountMinor, currency }, parts };
  },
};

/** Only who may see the account transfers from it. */
const short = (merchantId: MerchantId, seen: Seen): Rejected =>
  rejected('insufficient_funds', {
    merchantId,
    availableMinor: read(seen, accountKey(merchantId, 'available'))?.balanceMinor ?? 0,
  });
