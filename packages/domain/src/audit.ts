import type { Command } from './commands.ts';
import type { AuditRecord, Head, Json, MerchantId } from './records.ts';

/** The next audit record of a merchant's chain. */
export function auditRecord(
  head: Head,
  command: Command,
  merchants: readonly MerchantId[],
  detail: Json,
  given: { now: string; sha256(text: string): string },
): AuditRecord {
  const record = {
    merchantId: head.merchantId,
    seq: head.auditSeq + 1,
    commandId: command.commandId,
    type: command.type,
    by: command.by,
    at: given.now,
    merchants,
    detail,
    prevHash: head.auditHash,
  };
  return { ...record, hash: given.sha256(auditText(record)) };
}

/** The text whose SHA-256 is the record's hash: a JSON array, with the names within `detail` sorted, since a store may reorder them. */
export const auditText = (record: Omit<AuditRecord, 'hash'>): string =>
  JSON.stringify([
    record.prevHash,
    record.merchantId,
    record.seq,
    record.commandId,
    record.type,
    record.by,
    record.at,
    record.merchants,
    sorted(record.detail),
  ]);

function sorted(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  const object = value as { readonly [name: string]: Json };
  return Object.fromEntries(
    Object.keys(object)
      .sort()
      .map((name) => [name, sorted(object[name] as Json)]),
  );
}
