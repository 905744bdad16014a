import type { AnyRecord, Order, Outcome } from '@outgrow/domain/records';
import type { Journal, Write } from './journal.ts';

export interface Verified {
  /** In prose, the first `MAX_ANOMALIES`. */
  anomalies: string[];
  count: number;
  /** Commands of unknown outcome that turned out to have taken effect. */
  unknownApplied: number;
  /** The money of the accepted orders, as replied and as stored. */
  repliedMinor: number;
  storedMinor: number;
}

export const MAX_ANOMALIES = 100;

export interface Verify {
  see(record: AnyRecord): void;
  verdict(): Verified;
}

/**
 * Holds what clients were told against what is stored: an accepted command is there once and as replied, a refused one is
 * not there, an unknown one may be either. An order placed since `since` that no client asked for is a phantom.
 */
export function openVerify({ writes }: Pick<Journal, 'writes'>, since: string): Verify {
  const verified: Verified = { anomalies: [], count: 0, unknownApplied: 0, repliedMinor: 0, storedMinor: 0 };
  const orders = new Map<string, Order>();
  const outcomes = new Set<string>();

  function report(anomaly: string): void {
    verified.count += 1;
    if (verified.anomalies.length < MAX_ANOMALIES) verified.anomalies.push(anomaly);
  }

  function seeOrder(order: Order): void {
    const { orderId } = order;
    const write = writes.get(commandOf(order));
    if (orders.has(orderId)) report(`order ${orderId} is stored twice`);
    if (!write) {
      if (order.placedAt >= since) report(`order ${orderId} was placed, but nobody asked for it`);
      return;
    }
    orders.set(orderId, order);
    if (write.by !== `customer:${order.customerId}`) report(`order ${orderId} of ${write.by} is stored as ${order.customerId}'s`);
  }

  function seeOutcome({ merchantId, commandId }: Outcome): void {
    const write = writes.get(commandId);
    if (!write) return;
    outcomes.add(`${merchantId}/${commandId}`);
    const { outcome } = write;
    if (outcome.is === 'refused' || outcome.is === 'failed') {
      report(`${write.op} ${commandId} was answered ${outcome.code}, but took effect at merchant ${merchantId}`);
    }
  }

  function verdict(): Verified {
    for (const write of writes.values()) {
      const merchants = write.merchants.filter((merchantId) => outcomes.has(`${merchantId}/${write.commandId}`));
      if (write.outcome.is === 'unknown' && merchants.length > 0) verified.unknownApplied += 1;
      if (write.outcome.is !== 'accepted') continue;
      if (merchants.length < new Set(write.merchants).size) {
        report(`${write.op} ${write.commandId} was accepted, but took no effect at ${missing(write, merchants)}`);
      }
      for (const promised of promisedBy(write)) hold(promised);
    }
    return verified;
  }

  function hold({ orderId, totalMinor, status }: Promised): void {
    const order = orders.get(orderId);
    verified.repliedMinor += totalMinor ?? 0;
    if (!order) {
      if (totalMinor !== undefined) report(`order ${orderId} was accepted over ${totalMinor}, but is not there`);
      return;
    }
    if (totalMinor !== undefined) verified.storedMinor += order.totalMinor;
    if (totalMinor !== undefined && order.totalMinor !== totalMinor) {
      report(`order ${orderId} was accepted over ${totalMinor}, but is stored over ${order.totalMinor}`);
    }
    if (status !== undefined && order.status !== status) {
      report(`order ${orderId} was answered ${status}, but is stored as ${order.status}`);
    }
  }

  return {
    see(record) {
      if (record.kind === 'order') seeOrder(record.value);
      else if (record.kind === 'outcome') seeOutcome(record.value);
    },
    verdict,
  };
}

/** The same over a whole stream. */
export async function verify(
  journal: Pick<Journal, 'writes'>,
  records: AsyncIterable<AnyRecord> | Iterable<AnyRecord>,
  since: string,
): Promise<Verified> {
  const open = openVerify(journal, since);
  for await (const record of records) open.see(record);
  return open.verdict();
}

/** What a reply says of an order: its total where it was placed, its status where it was changed. */
interface Promised {
  orderId: string;
  totalMinor?: number;
  status?: string;
}

function promisedBy({ op, outcome }: Write): Promised[] {
  if (outcome.is !== 'accepted') return [];
  const reply = outcome.reply as unknown as Promised & { orders: Promised[] };
  switch (op) {
    case 'place-order':
      return [{ orderId: reply.orderId, totalMinor: reply.totalMinor ?? 0 }];
    case 'place-basket':
      return reply.orders.map(({ orderId, totalMinor }) => ({ orderId, totalMinor: totalMinor ?? 0 }));
    case 'cancel-order':
    case 'ship-order':
      return [{ orderId: reply.orderId, status: reply.status ?? '' }];
    default:
      return [];
  }
}

// An order's id is its merchant's and its command's.
const commandOf = ({ merchantId, orderId }: Order): string => orderId.slice(merchantId.length + 1);

const missing = (write: Write, found: readonly string[]): string =>
  [...new Set(write.merchants)].filter((merchantId) => !found.includes(merchantId)).join(', ');
