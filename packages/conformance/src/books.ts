import type { Account, AccountKind, AuditRecord, LedgerEntry } from '@outgrow/domain/records';
import { allPages, pagesOf } from './all-pages.ts';
import type { Client } from './client.ts';
import type { AccountPage } from './replies.ts';

/** A merchant's accounts with all of their entries, newest first, and its audit trail. */
export interface Books {
  clearing: Ledger;
  available: Ledger;
  fees: Ledger;
  audit: AuditRecord[];
}

export interface Ledger {
  account: Account;
  balanceMinor: number;
  entries: LedgerEntry[];
}

/** Reads a merchant's books over HTTP, as somebody who may. */
export async function booksOf(reader: Client, merchantId: string, limit = 100): Promise<Books> {
  const [clearing, available, fees] = await Promise.all([
    ledgerOf(reader, merchantId, 'clearing', limit),
    ledgerOf(reader, merchantId, 'available', limit),
    ledgerOf(reader, merchantId, 'fees', limit),
  ]);
  return {
    clearing,
    available,
    fees,
    audit: await allPages<AuditRecord>(reader, `/v1/merchants/${merchantId}/audit`, { limit }),
  };
}

async function ledgerOf(reader: Client, merchantId: string, kind: AccountKind, limit: number): Promise<Ledger> {
  const path = `/v1/merchants/${merchantId}/accounts/${kind}`;
  const pages = await pagesOf<LedgerEntry, AccountPage>(reader, path, ({ entries }) => entries, { limit });
  const account = pages[0]?.account as Account;
  return { account, balanceMinor: account.balanceMinor, entries: pages.flatMap(({ entries }) => entries.items) };
}

export const sumOf = (entries: readonly LedgerEntry[]): number => entries.reduce((sum, entry) => sum + entry.amountMinor, 0);
