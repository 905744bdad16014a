import type { Json } from '@outgrow/domain/records';

/**
 * What clients did and saw, in the order in which it was logged. Times are milliseconds since the epoch by the clock of the one
 * process that all clients run in; something at `atMs` happened within [atMs, atMs + 1).
 */
export type HistoryEvent = Invoked | Answered | Read | SessionEnded | FinalRead;

interface OfSession {
  /** One visitor; its requests follow one another. Those of the warm-up are named `w…`. */
  session: string;
  warmUp: boolean;
}

/** A command is sent for the first time. It may have several attempts under one id: each is answered. */
export interface Invoked extends OfSession {
  is: 'invoked';
  atMs: number;
  /** The app instance its first attempt was sent to, from 0. */
  instance: number;
  op: string;
  /** The principal, as the audit trail names it. */
  by: string;
  commandId: string;
  merchants: readonly string[];
  /** The one product it concerns, as `<merchantId>/<sku>`, where it is one. */
  of?: string;
  /** Units it adds to the stock (restock) or takes from it (an order), where it concerns one product. */
  quantity?: number;
  /** The products it takes from the stock, and how many units of each, where they may be several (a basket). */
  lines?: readonly { of: string; quantity: number }[];
}

export interface Answered extends OfSession {
  is: 'answered';
  atMs: number;
  tookMs: number;
  /** The app instance that this attempt was sent to, from 0. */
  instance: number;
  commandId: string;
  outcome: ClientOutcome;
}

/** `failed`: the API said for certain that nothing was done. `unknown`: nobody said anything certain. */
export type ClientOutcome =
  | { is: 'accepted'; reply: Json }
  | { is: 'refused'; code: string }
  | { is: 'failed'; code: string }
  | { is: 'unknown'; code: string };

export interface Read extends OfSession {
  is: 'read';
  fromMs: number;
  toMs: number;
  tookMs: number;
  instance: number;
  /** `product`, `order`, `search`, … */
  what: string;
  /** The record, as `<merchantId>/<sku>` or an order's id, where it is one. */
  of?: string;
  /** The version that was seen; 0 where the record was not there. Absent where the answer has none. */
  version?: number;
  /** Units in stock of a product. */
  stock?: number;
  /** Where it was answered with anything but what it asked for. */
  code?: string;
}

export interface SessionEnded extends OfSession {
  is: 'session-ended';
  atMs: number;
  /** How long after its planned time it began: a load generator that starves is late. Absent where there is no plan. */
  lateMs?: number;
}

/** After all has settled: what one system says of a record. */
export interface FinalRead {
  is: 'final';
  /** `app 1`, `replica`, `search index`, … */
  system: string;
  of: string;
  version: number;
}
