import { randomUUID } from 'node:crypto';
import type { Rejected } from '@outgrow/domain/refusals';
import { CartFull, InvalidCursor, MAX_CART_LINES } from '@outgrow/domain/shop';
import { StoreError } from '@outgrow/domain/store-error';
import type { Log } from './log.ts';
import { Problem } from './problem.ts';

export const RETRY_AFTER = { 'Retry-After': '1' } as const;

/** What a request may have written by now. */
export type Written = 'nothing' | 'a command' | 'something else';

/** Turns whatever was thrown into what the client may know of it; the rest goes to the log. */
export function problemOf(error: unknown, written: Written, log: Log): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof StoreError) {
    // Without the stack: while a system is away this is logged at every request.
    const { system, outcome, message, cause } = error;
    log.warn({ system, outcome, reason: message, ...(cause !== undefined && { cause: String(cause) }) }, 'a system failed');
    // Before the write, as in finding out who is asking, whatever fails leaves nothing unknown.
    return outcome === 'unknown' && written !== 'nothing' ? outcomeUnknown(written) : unavailable();
  }
  if (error instanceof InvalidCursor) {
    return new Problem('invalid_cursor', 'Send as `after` only what an earlier page gave as `next`.');
  }
  if (error instanceof CartFull) {
    return new Problem('cart_full', `A cart holds at most ${MAX_CART_LINES} lines; take one out first.`);
  }
  // The id joins what the client is told with what the log says of it.
  const instance = `urn:uuid:${randomUUID()}`;
  log.error({ err: error, instance }, 'a bug ended a request');
  return new Problem('internal', 'Something is wrong here, not with the request.', { members: { instance } });
}

const unavailable = (): Problem =>
  new Problem('unavailable', 'A system this needs does not answer. Nothing was done; try again.', { headers: RETRY_AFTER });

export const outcomeUnknown = (written: Exclude<Written, 'nothing'>): Problem =>
  new Problem(
    'outcome_unknown',
    written === 'a command'
      ? 'Nobody can say yet whether this was done. Repeat it with the same Idempotency-Key to learn it; it takes effect at most once.'
      : 'Nobody can say yet whether this was done. Read again to learn it.',
    { headers: RETRY_AFTER },
  );

/** The problem that tells a client of the shop's refusal. */
export function problemOfRefusal({ rejected, detail }: Rejected): Problem {
  // An order's status may not stand in the place of the problem's own.
  const { status, ...rest } = detail;
  const members = status === undefined ? rest : { ...rest, orderStatus: status };
  const named = Object.entries(members).map(([name, value]) => `${name} ${value}`);
  const because = named.length > 0 ? ` (${named.join(', ')})` : '';
  return new Problem(rejected, `${sentences[rejected]}${because}.`, { members });
}

const sentences: Record<Rejected['rejected'], string> = {
  unknown_merchant: 'There is no such merchant',
  unknown_product: 'There is no such product',
  unknown_order: 'There is no such order',
  unknown_customer: 'There is no such customer',
  unknown_category: 'There is no such category',
  merchant_exists: 'The merchant is there already',
  sku_taken: 'The merchant has a product of this sku',
  out_of_stock: 'Fewer units are left than wanted',
  order_not_open: 'The order has been shipped or cancelled',
  insufficient_funds: 'The merchant has less money available than this takes',
  currency_mismatch: 'The merchants use different currencies',
  same_merchant: 'Money can only be moved to another merchant',
  amount_too_large: 'The amount is larger than can be counted exactly',
  version_mismatch: 'The record has another version than If-Match expects; read it again',
  idempotency_key_reused: 'This Idempotency-Key was used for another request; use a new one',
};
