import { auditRecord } from './audit.ts';
import type { Command } from './commands.ts';
import { merchantsOf } from './commands.ts';
import type { Key, Seen } from './keys.ts';
import { has, headKey, outcomeKey, read } from './keys.ts';
import type { Account, AuditRecord, Head, Json, LedgerEntry, Merchant, MerchantId, Order, Outcome, Product } from './records.ts';
import { GENESIS } from './records.ts';
import type { Rejected } from './refusals.ts';
import { isRejected, rejected } from './refusals.ts';
import { rules } from './rules.ts';

/** What a decision writes. A put carries the version after it: 1 is a new record, n replaces version n - 1. An append never replaces. */
export type Change =
  | { put: 'head'; value: Head }
  | { put: 'merchant'; value: Merchant }
  | { put: 'product'; value: Product }
  | { put: 'order'; value: Order }
  | { put: 'account'; value: Account }
  | { append: 'ledger'; value: LedgerEntry }
  | { append: 'audit'; value: AuditRecord }
  | { append: 'outcome'; value: Outcome };

/** What a decision may use besides the records: the time (ISO 8601, UTC, milliseconds) and SHA-256 as lower-case hex. */
export interface Given {
  now: string;
  sha256(text: string): string;
}

export interface Gather {
  gather: readonly Key[];
}

export interface Accepted {
  reply: Json;
  changes: readonly Change[];
}

export type Decision = Gather | Accepted | Rejected;

/** What a rule writes at one merchant, and what the audit trail says of it there. `seq` of its entries is set by `decide`. */
export interface Part {
  detail: Json;
  records: readonly (
    | { put: 'merchant'; value: Merchant }
    | { put: 'product'; value: Product }
    | { put: 'order'; value: Order }
    | { put: 'account'; value: Account }
  )[];
  entries: readonly Posting[];
}

export type Posting = Pick<LedgerEntry, 'account' | 'amountMinor'>;

export interface Ruling {
  reply: Json;
  parts: ReadonlyMap<MerchantId, Part>;
}

/** What a rule decides on. `earlier` holds the outcomes at merchants where this command was applied before a crash. */
export interface Case<C extends Command> {
  command: C;
  seen: Seen;
  now: string;
  earlier: ReadonlyMap<MerchantId, Outcome>;
}

export interface Rule<C extends Command> {
  /** Whether the command makes the partition it runs in. */
  founds?: boolean;
  /** The records to see, as far as they can be named from what has been seen. */
  needs(command: C, seen: Seen): readonly Key[];
  /** Decides for every merchant that holds no earlier outcome. */
  rule(at: Case<C>): Ruling | Rejected;
}

/**
 * The shop's rules: asks for what it still has to see, or decides. Pure, JSON in and JSON out (but for `given`), so that it
 * answers the same in Node, in a bare engine and in a database node.
 *
 * The outcome is looked up before the decision: the repeat of an accepted order must hear its reply, not "out of stock".
 * The changes stand lowest merchant last. A stage that applies partitions one by one keeps that order, so that the lowest
 * merchant's outcome, which answers for the whole command, is written only when all others are.
 */
export function decide(command: Command, seen: Seen, given: Given): Decision {
  const merchants = merchantsOf(command);
  const rule = ruleOf(command);

  const missing = [
    ...merchants.map(headKey),
    ...merchants.map((merchantId) => outcomeKey(merchantId, command.commandId)),
    ...rule.needs(command, seen),
  ].filter((key) => !has(seen, key));
  // Heads and outcomes come with the first round, so that a repeat needs no second one.
  if (missing.some(({ kind }) => kind === 'head' || kind === 'outcome')) return { gather: missing };

  const earlier = new Map<MerchantId, Outcome>();
  for (const merchantId of merchants) {
    const outcome = read(seen, outcomeKey(merchantId, command.commandId));
    if (!outcome) continue;
    if (outcome.fingerprint !== command.fingerprint) return rejected('idempotency_key_reused');
    earlier.set(merchantId, outcome);
  }
  const answer = earlier.get(merchants[0] ?? '');
  if (answer) return { reply: answer.reply, changes: [] };
  if (missing.length > 0) return { gather: missing };

  for (const merchantId of merchants) {
    const head = read(seen, headKey(merchantId));
    if (rule.founds && head) return rejected('merchant_exists', { merchantId });
    if (!rule.founds && !head) {
      return 'orderId' in command
        ? rejected('unknown_order', { orderId: command.orderId })
        : rejected('unknown_merchant', { merchantId });
    }
  }

  const ruling = rule.rule({ command, seen, now: given.now, earlier });
  if (isRejected(ruling)) return ruling;
  const changes = [...merchants]
    .reverse()
    .filter((merchantId) => !earlier.has(merchantId))
    .flatMap((merchantId) => recorded(command, merchants, merchantId, ruling, seen, given));
  return { reply: ruling.reply, changes };
}

/** The records that a command is about, as far as they can be named from what has been seen: all that it changes is among them, or new. */
export const needsOf = (command: Command, seen: Seen): readonly Key[] => ruleOf(command).needs(command, seen);

const ruleOf = ({ type }: Command): Rule<Command> => rules[type] as Rule<Command>;

/** The changes at one merchant, with the head, the audit record and the outcome that every command leaves. */
function recorded(
  command: Command,
  merchants: readonly MerchantId[],
  merchantId: MerchantId,
  ruling: Ruling,
  seen: Seen,
  given: Given,
): Change[] {
  const part = ruling.parts.get(merchantId);
  if (!part) throw new Error(`${command.type} decided nothing for merchant ${merchantId}`);
  const head = read(seen, headKey(merchantId)) ?? { merchantId, auditSeq: 0, auditHash: GENESIS, version: 0 };
  const audit = auditRecord(head, command, merchants, part.detail, given);
  const at = given.now;
  return [
    { put: 'head', value: { merchantId, auditSeq: audit.seq, auditHash: audit.hash, version: head.version + 1 } },
    ...part.records,
    ...part.entries.map(
      ({ account, amountMinor }): Change => ({
        append: 'ledger',
        value: { merchantId, account, seq: audit.seq, txId: command.commandId, amountMinor, at },
      }),
    ),
    { append: 'audit', value: audit },
    {
      append: 'outcome',
      value: { merchantId, commandId: command.commandId, fingerprint: command.fingerprint, reply: ruling.reply },
    },
  ];
}
