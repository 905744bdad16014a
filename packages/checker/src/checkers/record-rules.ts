import { type InvariantName, openCheck, type Verdict } from '@outgrow/domain/invariants';
import type { AnyRecord } from '@outgrow/domain/records';
import { type CheckerVerdict, MAX_FIRST } from '../checker.ts';
import { counted } from '../violations.ts';

/** Holds the records against the invariants of the shop: a verdict for each, under its name in the field. */
export function recordRules(given: { sha256(text: string): string }) {
  const check = openCheck(given);
  return {
    seeRecord: (record: AnyRecord): void => check.see(record),
    verdicts(): CheckerVerdict[] {
      const verdict = check.verdict();
      return (Object.keys(RULES) as InvariantName[]).map((name) => verdictOf(name, verdict));
    },
  };
}

function verdictOf(name: InvariantName, { breaches, counts, records }: Verdict): CheckerVerdict {
  const { checker, rule, guarantee } = RULES[name];
  const count = counts[name];
  const first = breaches
    .filter(({ invariant }) => invariant === name)
    .slice(0, MAX_FIRST)
    .map(({ merchantId, message }) => (merchantId === undefined ? message : `${merchantId}: ${message}`));
  // The first breaches of all rules are kept together, so that many of one may leave no room for another's.
  const unnamed = count > 0 && first.length === 0 ? '; those of other rules came first' : '';
  return {
    checker,
    count,
    says:
      count === 0
        ? `${rule}: so it is in all ${counted(records, 'record')}`
        : `${rule}: broken ${counted(count, 'time')} in ${counted(records, 'record')}${unnamed}`,
    first,
    figures: { records },
    ...(guarantee !== undefined && { guarantee }),
  };
}

/** A command that was applied at some of its merchants only breaks the two rules that look across merchants. */
const RULES: { readonly [name in InvariantName]: { checker: string; rule: string; guarantee?: string } } = {
  stock: { checker: 'oversell', rule: 'stock is never negative and equals received - sold + returned' },
  'received-units': { checker: 'received units', rule: 'a product received the units that its audit trail says' },
  'order-totals': { checker: 'order totals', rule: "an order's total and tax are the sums of its lines" },
  transactions: {
    checker: 'double entry',
    rule: 'the entries of a transaction sum to zero over all merchants',
    guarantee: 'atomicAcrossMerchants',
  },
  balances: { checker: 'ledger = balance', rule: "an account's balance is the sum of its entries" },
  'available-funds': { checker: 'overdrafts', rule: 'no merchant spends what it has not got' },
  'conserved-money': { checker: 'money conserved', rule: 'money is neither made nor lost' },
  'audit-chain': {
    checker: 'audit gaps and chain',
    rule: 'an audit trail has no gap, and each record the hash of the one before',
  },
  'every-merchant-named': {
    checker: 'every merchant named',
    rule: 'a command is recorded at every merchant that it names',
    guarantee: 'atomicAcrossMerchants',
  },
  'effect-once': { checker: 'effect once', rule: 'a command takes effect once at a merchant and leaves its outcome there' },
};
