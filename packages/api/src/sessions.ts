import { StoreError } from '@outgrow/domain/store-error';
import type { Request, Response } from 'express';
import type { Store } from 'express-session';
import session from 'express-session';
import type { Log } from './log.ts';

declare module 'express-session' {
  interface SessionData {
    customerId: string;
  }
}

/** Shoppers' sessions. The store is asked only by these methods, so a request that needs no session costs none. */
export interface Sessions {
  /** The customer whom the request's cookie has signed in. */
  customerOf(req: Request, res: Response): Promise<string | undefined>;
  signIn(req: Request, res: Response, customerId: string): Promise<void>;
  signOut(req: Request, res: Response): Promise<void>;
}

export const SESSION_COOKIE = 'outgrow.sid';
const SESSION_MAX_AGE_MS = 12 * 3_600_000;

export function sessionsIn(store: Store, { secret, secure, log }: { secret: string; secure: boolean; log: Log }): Sessions {
  // A session lasts from its sign-in: prolonging it would make every request of a shopper write to the store.
  Object.assign(store, { touch: undefined });
  const cookie = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
  const middleware = session({
    name: SESSION_COOKIE,
    secret,
    store,
    resave: false,
    saveUninitialized: false,
    // The app speaks plain HTTP, so a cookie for HTTPS only is one for a proxy before it, which says X-Forwarded-Proto.
    proxy: secure,
    cookie: { ...cookie, maxAge: SESSION_MAX_AGE_MS },
  });

  async function open(req: Request, res: Response): Promise<void> {
    await called((done) => {
      let opened = false;
      middleware(req, res, (error?: unknown) => {
        // The middleware calls again where it fails to save a session after the reply.
        if (opened && error) log.warn({ err: error }, 'a session could not be saved');
        opened = true;
        done(error);
      });
    });
    // It goes on without a session where the store says that it has lost its connection.
    if (!req.session) throw new StoreError('sessions', 'not_applied', 'not connected');
  }

  return {
    async customerOf(req, res) {
      if (!req.headers.cookie?.includes(`${SESSION_COOKIE}=`)) return undefined;
      await open(req, res);
      return req.session.customerId;
    },
    async signIn(req, res, customerId) {
      await open(req, res);
      try {
        // Another id than before the sign-in: somebody else may have planted the old one.
        await called((done) => req.session.regenerate(done));
        req.session.customerId = customerId;
        // Saved before the reply: the middleware would reply even where saving fails.
        await called((done) => req.session.save(done));
      } catch (error) {
        // Left in the request, it would be saved and set as a cookie with the problem.
        Object.assign(req, { session: undefined });
        throw error;
      }
    },
    async signOut(req, res) {
      await called((done) => req.session.destroy(done));
      res.clearCookie(SESSION_COOKIE, cookie);
    },
  };
}

function called(call: (done: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    call((error) => {
      if (!error) resolve();
      else if (error instanceof StoreError) reject(error);
      else reject(new StoreError('sessions', 'not_applied', String(error), { cause: error }));
    });
  });
}
