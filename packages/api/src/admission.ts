import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Request, RequestHandler, Response } from 'express';
import type { Metrics, RouteSeries } from './metrics.ts';
import { Problem } from './problem.ts';
import type { Written } from './problem-of.ts';
import { outcomeUnknown, RETRY_AFTER } from './problem-of.ts';
import { sendProblem } from './send.ts';

export interface Limits {
  maxInFlight: number;
  requestTimeoutMs: number;
}

/** Lets in a bounded number of requests, ends each at its time limit, and measures it. */
export function admission(limits: Limits, metrics: Metrics, underWay: UnderWay): RequestHandler {
  const shared = { limits, metrics, underWay, unmatched: metrics.ofRoute('*', 'unmatched') };
  return (req, res, next) => {
    if (underWay.count >= limits.maxInFlight && !EXEMPT.has(req.url)) {
      metrics.shed();
      sendProblem(res, OVERLOADED);
      return;
    }
    // While draining, each connection ends with the reply that is under way on it.
    if (underWay.draining) res.shouldKeepAlive = false;
    res.locals.exchange = new Exchange(req, res, shared);
    res.on('close', closed);
    next();
  };
}

/** What is under way in this app. */
export interface UnderWay {
  /** Requests that have a place. */
  count: number;
  /** Requests without a place, whose body is still coming. */
  receiving: number;
  draining: boolean;
}

/** What the exchanges of an app have in common. */
interface Shared {
  limits: Limits;
  metrics: Metrics;
  underWay: UnderWay;
  unmatched: RouteSeries;
}

export const exchangeOf = (res: Response): Exchange => res.locals.exchange as Exchange;

/** One request from its admission until both its reply is out and its handler has ended, which may be later. */
export class Exchange {
  readonly #req: Request;
  readonly #res: Response;
  readonly #shared: Shared;
  readonly #startedMs = performance.now();
  #series: RouteSeries;
  #timer: NodeJS.Timeout;
  #isCommand = false;
  written: Written = 'nothing';
  #isHandled = false;
  #isClosed = false;

  constructor(req: Request, res: Response, shared: Shared) {
    this.#req = req;
    this.#res = res;
    this.#series = shared.unmatched;
    this.#shared = shared;
    this.#timer = setTimeout(expired, shared.limits.requestTimeoutMs, this);
    shared.underWay.count += 1;
  }

  /** A route's handler begins. */
  handled(by: { series: RouteSeries; isCommand: boolean; timeoutMs: number | undefined }): void {
    this.#series = by.series;
    this.#isCommand = by.isCommand;
    this.#isHandled = true;
    if (by.timeoutMs === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(expired, by.timeoutMs, this);
  }

  /**
   * Reads the body, and has no place while it is still coming: places are for work, and clients that send no bodies could
   * take them all.
   */
  async receiving<T>(read: () => Promise<T>): Promise<T> {
    if (this.#req.complete) return read();
    const { limits, underWay } = this.#shared;
    underWay.count -= 1;
    underWay.receiving += 1;
    let body: T;
    try {
      if (underWay.receiving > limits.maxInFlight * BODIES_PER_PLACE) {
        // By the next turn of the event loop a body that came together with its head is in.
        await nextTurn();
        if (!this.#req.complete) throw this.#shed();
      }
      body = await read();
    } finally {
      underWay.receiving -= 1;
      underWay.count += 1;
    }
    if (underWay.count > limits.maxInFlight) throw this.#shed();
    return body;
  }

  #shed(): Problem {
    this.#shared.metrics.shed();
    return OVERLOADED;
  }

  /**
   * Called before a write whose end may not be heard of: past its time limit the request then ends with `outcome_unknown`.
   * Throws where that limit came first, since the client has been told that nothing was written.
   */
  writing(): void {
    if (this.#res.headersSent) throw TIMED_OUT;
    this.written = this.#isCommand ? 'a command' : 'something else';
  }

  /** The reply is about to go out. What was under way when the draining began ends its connection, too. */
  replying(): void {
    if (this.#shared.underWay.draining) this.#res.shouldKeepAlive = false;
  }

  /** The handler has ended. */
  ended(): void {
    this.#isHandled = false;
    if (this.#isClosed) this.#shared.underWay.count -= 1;
  }

  closed(): void {
    clearTimeout(this.#timer);
    const res = this.#res;
    const series = this.#series;
    const seconds = (performance.now() - this.#startedMs) / 1000;
    if (!res.writableFinished) series.aborted.observe(seconds);
    else series[`${Math.floor(res.statusCode / 100)}xx` as '2xx'].observe(seconds);
    this.#isClosed = true;
    if (!this.#isHandled) this.#shared.underWay.count -= 1;
  }

  expired(): void {
    const res = this.#res;
    if (res.headersSent) {
      // The reply is stuck: the client does not read it.
      res.destroy();
      return;
    }
    // Without a session nothing waits for its store, which may be what is late.
    Object.assign(this.#req, { session: undefined });
    sendProblem(res, this.written === 'nothing' ? TIMED_OUT : outcomeUnknown(this.written));
  }
}

function closed(this: Response): void {
  exchangeOf(this).closed();
}

const expired = (exchange: Exchange): void => exchange.expired();

/** Bodies may come for 1,024 requests beside 256 places: 64 MiB at most. */
const BODIES_PER_PLACE = 4;

/** What must answer above all when the app is full. */
const EXEMPT = new Set(['/healthz', '/readyz', '/metrics']);

const OVERLOADED = new Problem('overloaded', 'Too many requests are under way here. Nothing was done; try again.', {
  headers: RETRY_AFTER,
});
const TIMED_OUT = new Problem('timed_out', 'This took longer than a request may. Nothing was written; try again.', {
  headers: RETRY_AFTER,
});
