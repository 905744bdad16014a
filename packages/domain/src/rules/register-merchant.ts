import type { RegisterMerchant } from '../commands.ts';
import type { Rule } from '../decide.ts';
import { categoryKey, newMerchantId, read } from '../keys.ts';
import type { Account } from '../records.ts';
import { rejected } from '../refusals.ts';

const ACCOUNTS = ['clearing', 'available', 'fees'] as const;

/** Opens a merchant's partition with its three empty accounts. */
export const registerMerchant: Rule<RegisterMerchant> = {
  founds: true,
  needs: (command) => [categoryKey(command.categoryId)],
  rule({ command, seen }) {
    const { name, categoryId, currency } = command;
    if (!read(seen, categoryKey(categoryId))) return rejected('unknown_category', { categoryId });
    const merchantId = newMerchantId(command.commandId);
    const merchant = { merchantId, name, categoryId, currency, version: 1 };
    const accounts = ACCOUNTS.map((account): Account => ({ merchantId, account, currency, balanceMinor: 0, version: 1 }));
    const part = {
      detail: { merchantId },
      records: [{ put: 'merchant', value: merchant } as const, ...accounts.map((value) => ({ put: 'account', value }) as const)],
      entries: [],
    };
    return { reply: { merchantId, version: 1 }, parts: new Map([[merchantId, part]]) };
  },
};
