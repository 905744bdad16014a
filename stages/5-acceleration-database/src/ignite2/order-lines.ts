import { setTimeout as delay } from 'node:timers/promises';
import { batchesOf } from '@outgrow/domain/batches';
import type { Order, OrderLine } from '@outgrow/domain/records';
import { StoreError } from '@outgrow/domain/store-error';
import { SYSTEM } from './cluster.ts';
import type { Row } from './columns.ts';
import { recordOf } from './columns.ts';
import type { RecordCache } from './record-caches.ts';

/**
 * The orders of these rows, with their lines. A commit shows its records one by one: an order is whole once as many lines are
 * there as it says, and lines never change.
 */
export async function withLines(lines: RecordCache, rows: readonly Row[]): Promise<Order[]> {
  const found = new Map<string, OrderLine>();
  let missing = rows.flatMap((row) => placesOf(row));
  for (let attempt = 1; ; attempt += 1) {
    for (const places of batchesOf(missing, AT_ONCE)) {
      const values = await lines.cache.getAll(places.map((place) => lines.keyOf(...place)));
      for (const [at, [, orderId, line]] of places.entries()) {
        const value = values[at];
        if (value) found.set(`${orderId}/${line}`, recordOf<OrderLine>(value));
      }
    }
    missing = missing.filter(([, orderId, line]) => !found.has(`${orderId}/${line}`));
    if (missing.length === 0) return rows.map((row) => orderOf(row, found));
    if (attempt === ATTEMPTS) throw new StoreError(SYSTEM, 'not_applied', `order ${missing[0]?.[1]} has not all of its lines`);
    await delay(attempt);
  }
}

type Place = [merchantId: string, orderId: string, line: number];

const placesOf = ({ MERCHANT_ID, ORDER_ID, LINES }: Row): Place[] =>
  Array.from({ length: Number(LINES) }, (_, line) => [String(MERCHANT_ID), String(ORDER_ID), line]);

function orderOf(row: Row, found: ReadonlyMap<string, OrderLine>): Order {
  const order = recordOf<Omit<Order, 'lines'>>(row);
  return { ...order, lines: placesOf(row).map(([, orderId, line]) => found.get(`${orderId}/${line}`) as OrderLine) };
}

const AT_ONCE = 1_000;
const ATTEMPTS = 20;
