import { createHash } from 'node:crypto';
import type { AnyRecord, Json, Order, Product } from '@outgrow/domain/records';
import type { CheckerVerdict } from '../src/checker.ts';
import { openCheckers } from '../src/checkers.ts';
import type { ClientOutcome, HistoryEvent, Invoked, Read } from '../src/history.ts';

/** The smallest histories: Ann buys tea of merchant m1. Times are milliseconds after `SINCE`; command ids are `c1`, `c2` … */

export const SINCE = '2026-01-01T00:00:00.000Z';
export const TEA = 'm1/tea';
export const at = (ms: number): number => Date.parse(SINCE) + ms;
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What one rule says of a history and the records after it. */
export function judged(checker: string, events: readonly HistoryEvent[], records: readonly AnyRecord[] = []): CheckerVerdict {
  const checkers = openCheckers({ sha256, since: SINCE });
  for (const event of events) checkers.see(event);
  for (const record of records) checkers.seeRecord(record);
  const verdict = checkers.verdicts().find((one) => one.checker === checker);
  if (!verdict) throw new Error(`there is no checker ${checker}`);
  return verdict;
}

type Over = {
  session?: string;
  warmUp?: boolean;
  instance?: number;
  op?: string;
  merchants?: string[];
  of?: string;
  quantity?: number;
  lines?: { of: string; quantity: number }[];
};

export const sent = (commandId: string, ms: number, over: Over = {}): Invoked => ({
  is: 'invoked',
  session: 's1',
  warmUp: false,
  atMs: at(ms),
  instance: 0,
  op: 'place-order',
  by: 'customer:ann',
  commandId,
  merchants: ['m1'],
  ...over,
});

export const answered = (
  commandId: string,
  ms: number,
  outcome: ClientOutcome,
  { session = 's1', warmUp = false, instance = 0 }: Over = {},
) => ({ is: 'answered', session, warmUp, atMs: at(ms), tookMs: 1, instance, commandId, outcome }) as const;

export const told = (reply: Json): ClientOutcome => ({ is: 'accepted', reply });
export const refused = (code = 'out_of_stock'): ClientOutcome => ({ is: 'refused', code });
export const failed = (code = 'unavailable'): ClientOutcome => ({ is: 'failed', code });
export const unknown = (code = 'no_answer'): ClientOutcome => ({ is: 'unknown', code });

/** A command that takes from one time to another, with its outcome. */
export const command = (
  commandId: string,
  fromMs: number,
  toMs: number,
  outcome: ClientOutcome,
  over: Over = {},
): HistoryEvent[] => [sent(commandId, fromMs, over), answered(commandId, toMs, outcome, over)];

/** Ann orders, and is told of her order over 500. */
export const ordered = (commandId: string, fromMs = 0, over: Over = {}, totalMinor = 500): HistoryEvent[] =>
  command(commandId, fromMs, fromMs + 2, told({ orderId: `m1.${commandId}`, totalMinor, status: 'placed', version: 1 }), over);

/** The staff give tea another price, which makes this version of it. */
export const priced = (commandId: string, fromMs: number, toMs: number, version: number, over: Over = {}): HistoryEvent[] =>
  command(commandId, fromMs, toMs, told({ merchantId: 'm1', sku: 'tea', priceMinor: 250, version }), {
    op: 'change-price',
    of: TEA,
    ...over,
  });

export const read = (version: number, fromMs: number, over: Partial<Read> = {}): Read => ({
  is: 'read',
  session: 's1',
  warmUp: false,
  fromMs: at(fromMs),
  toMs: at(fromMs + 1),
  tookMs: 1,
  instance: 0,
  what: 'product',
  of: TEA,
  version,
  ...over,
});

export const ended = (session = 's1'): HistoryEvent => ({ is: 'session-ended', session, warmUp: false, atMs: at(1_000) });

export const order = (commandId: string, over: Partial<Order> = {}): AnyRecord => {
  const { merchantId = 'm1' } = over;
  return {
    kind: 'order',
    value: {
      merchantId,
      orderId: `${merchantId}.${commandId}`,
      customerId: 'ann',
      lines: [],
      currency: 'EUR',
      totalMinor: 500,
      taxMinor: 0,
      placedAt: '2026-01-01T00:00:00.001Z',
      basketId: null,
      status: 'placed',
      version: 1,
      ...over,
    },
  };
};

export const outcome = (commandId: string, merchantId = 'm1', reply: Json = null): AnyRecord => ({
  kind: 'outcome',
  value: { merchantId, commandId, fingerprint: '', reply },
});

export const audit = (commandId: string, at = '2026-01-01T00:00:00.001Z'): AnyRecord => ({
  kind: 'audit',
  value: {
    merchantId: 'm1',
    seq: 1,
    commandId,
    type: 'restock',
    by: 'staff:m1',
    at,
    merchants: ['m1'],
    detail: {},
    prevHash: '',
    hash: '',
  },
});

export const tea = (over: Partial<Product> = {}): AnyRecord => ({
  kind: 'product',
  value: {
    merchantId: 'm1',
    sku: 'tea',
    name: '',
    description: '',
    categoryId: 'drinks',
    priceMinor: 250,
    currency: 'EUR',
    taxBasisPoints: 0,
    stock: 5,
    received: 5,
    version: 1,
    ...over,
  },
});
