import type { CommandType } from '@outgrow/domain/commands';
import type { Carts, Shop, StaffKeys } from '@outgrow/domain/shop';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Exchange } from './admission.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Principal, Role } from './principal.ts';
import type { Code } from './problem.ts';
import type { Readiness } from './readiness.ts';
import type { Sessions } from './sessions.ts';

/** One route as data: the table of them drives the guards, the OpenAPI document and the tests of who may do what. */
export interface Route {
  /** Unique; the operationId of the OpenAPI document. */
  name: string;
  method: 'get' | 'post' | 'put' | 'delete';
  /** As Express writes it: `/v1/orders/:orderId`. */
  path: string;
  /** Who may pass. With `anonymous` in it nobody is asked who they are. */
  roles: readonly Role[];
  /** The field, of the path or else of the body, that names the merchant whose staff may pass. The staff of others hear `foreign_merchant`. */
  staffOf?: 'merchantId' | 'orderId' | 'fromMerchantId';
  summary: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodObject;
  /** The command it sends. Such a route needs an Idempotency-Key. */
  command?: CommandType;
  /** Whether an If-Match is heeded. */
  takesIfMatch?: boolean;
  reply: ReplyShape;
  /** The codes of its problems, besides those that follow from the rest of the route. */
  codes?: readonly Code[];
  /** Where the app's time limit does not fit. */
  timeoutMs?: number;
  handle(at: At, context: Context): Answer | Promise<Answer>;
}

export interface ReplyShape {
  status: number;
  description: string;
  schema?: z.ZodType;
  /** Other than application/json. */
  mediaType?: string;
  headers?: readonly ('ETag' | 'Location' | 'Set-Cookie')[];
}

/** A request that has passed the guard and the validation. */
export interface At<P = unknown, Q = unknown, B = unknown> {
  principal: Principal;
  params: P;
  query: Q;
  body: B;
  idempotencyKey: string;
  expectedVersion: number | null;
  exchange: Exchange;
  req: Request;
  res: Response;
}

export interface Context {
  shop: Shop;
  carts: Carts;
  staffKeys: StaffKeys;
  sessions: Sessions;
  metrics: Metrics;
  readiness(): Promise<Readiness>;
  /** The OpenAPI document, as JSON. */
  document(): string;
  log: Log;
}

export interface Answer {
  status?: number;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, under the route's media type. */
  text?: string;
  /** The version of the record in the body, which becomes the ETag. */
  version?: number;
  location?: string;
}

type Typed<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodObject> = Omit<
  Route,
  'params' | 'query' | 'body' | 'handle'
> & {
  params?: P;
  query?: Q;
  body?: B;
  handle(at: At<z.output<P>, z.output<Q>, z.output<B>>, context: Context): Answer | Promise<Answer>;
};

type Nothing = z.ZodObject<Record<never, never>>;

/** A route whose handler is typed by its schemas. */
export const route = <P extends z.ZodObject = Nothing, Q extends z.ZodObject = Nothing, B extends z.ZodObject = Nothing>(
  typed: Typed<P, Q, B>,
): Route => typed as unknown as Route;
