import { z } from 'zod';
import { sameHash, secretHash } from '../credentials.ts';
import { CHALLENGE } from '../identify.ts';
import { shopperOf } from '../principal.ts';
import { Problem } from '../problem.ts';
import * as replies from '../reply-schemas.ts';
import { route } from '../route.ts';
import * as given from '../schemas.ts';

const path = '/v1/session';

export const sessionRoutes = [
  route({
    name: 'signIn',
    method: 'post',
    path,
    roles: ['anonymous'],
    summary: 'Sign in as a customer',
    body: z.strictObject({ customerId: given.customerId, secret: given.secret }),
    reply: { status: 201, description: 'Signed in.', schema: replies.session, headers: ['Set-Cookie'] },
    codes: ['sign_in_failed'],
    async handle({ body: { customerId, secret }, exchange, req, res }, { shop, sessions }) {
      const customer = await shop.customer(customerId);
      // A customer that is not there costs the same comparison, so that time does not tell who is.
      const same = sameHash(secretHash(secret), customer?.secretHash ?? NOBODY);
      if (!customer || !same) {
        throw new Problem('sign_in_failed', 'There is no such customer with this secret.', { headers: CHALLENGE });
      }
      exchange.writing();
      await sessions.signIn(req, res, customerId);
      return { status: 201, body: { customerId } };
    },
  }),

  route({
    name: 'readSession',
    method: 'get',
    path,
    roles: ['shopper'],
    summary: 'Who is signed in',
    reply: { status: 200, description: 'The session.', schema: replies.session },
    handle: ({ principal }) => ({ body: { customerId: shopperOf(principal) } }),
  }),

  route({
    name: 'signOut',
    method: 'delete',
    path,
    roles: ['shopper'],
    summary: 'Sign out',
    reply: { status: 204, description: 'Signed out.', headers: ['Set-Cookie'] },
    async handle({ exchange, req, res }, { sessions }) {
      exchange.writing();
      await sessions.signOut(req, res);
      return { status: 204 };
    },
  }),
];

const NOBODY = '0'.repeat(64);
