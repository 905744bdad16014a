import type { Request, RequestHandler, Response } from 'express';
import { exchangeOf } from './admission.ts';
import { expectedVersionOf } from './etags.ts';
import { guard, guardMerchant } from './guard.ts';
import type { Identify } from './identify.ts';
import type { Principal } from './principal.ts';
import { ANONYMOUS } from './principal.ts';
import { Problem } from './problem.ts';
import { problemOf } from './problem-of.ts';
import { readJson, refuseBody } from './read-json.ts';
import type { At, Context, Route } from './route.ts';
import { sender, sendProblem } from './send.ts';
import { validated } from './validate.ts';

/** What Express calls for a route: who is it, may they, is the request sound; then the route's own handler, and the reply. */
export function performer(route: Route, context: Context, identify: Identify): RequestHandler {
  const isOpen = route.roles.includes('anonymous');
  const isCommand = route.command !== undefined;
  const send = sender(route);
  const handled = {
    series: context.metrics.ofRoute(route.method.toUpperCase(), route.path),
    isCommand,
    timeoutMs: route.timeoutMs,
  };

  return async (req, res) => {
    const exchange = exchangeOf(res);
    exchange.handled(handled);
    try {
      const principal = isOpen ? ANONYMOUS : await identify(req, res);
      if (!isOpen) guard(route, principal);
      const params = route.params ? validated(route.params, req.params, 'path') : NOTHING;
      guardMerchant(route, principal, params);
      const at = requested(route, principal, params, req, res);
      if (route.body) {
        at.body = validated(route.body, await exchange.receiving(() => readJson(req, res)), 'body');
        guardMerchant(route, principal, at.body);
      }
      // Past its time limit nobody waits for an answer.
      if (res.headersSent) return;
      const answer = await route.handle(at, context);
      exchange.replying();
      if (!res.headersSent) send(req, res, answer);
    } catch (error) {
      const problem = problemOf(error, exchange.written, context.log);
      exchange.replying();
      if (!res.headersSent) sendProblem(res, problem);
    } finally {
      exchange.ended();
    }
  };
}

/** What the request says besides its path and its body, validated. */
function requested(route: Route, principal: Principal, params: unknown, req: Request, res: Response): At {
  const query = route.query ? validated(route.query, req.query, 'query') : NOTHING;
  if (!route.query && req.url.includes('?')) throw new Problem('invalid_request', 'This takes no query.', NO_QUERY);
  if (!route.body) refuseBody(req);
  const idempotencyKey = route.command ? idempotencyKeyOf(req) : '';
  const expectedVersion = route.takesIfMatch ? expectedVersionOf(req.headers['if-match']) : null;
  return { principal, params, query, body: NOTHING, idempotencyKey, expectedVersion, exchange: exchangeOf(res), req, res };
}

function idempotencyKeyOf(req: Request): string {
  const key = req.headers['idempotency-key'];
  if (typeof key === 'string' && IDEMPOTENCY_KEY.test(key)) return key;
  throw new Problem(
    'idempotency_key_required',
    'Send an Idempotency-Key header of 1 to 200 visible ASCII characters: a new one for each command, the same one for its repeats.',
  );
}

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/;
const NOTHING = Object.freeze({});
const NO_QUERY = { members: { errors: [{ path: 'query', message: 'takes no query' }] } };
