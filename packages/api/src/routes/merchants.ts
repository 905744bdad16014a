import { z } from 'zod';
import { commandRoute } from '../command-route.ts';
import { problemOfRefusal } from '../problem-of.ts';
import * as replies from '../reply-schemas.ts';
import { route } from '../route.ts';
import * as given from '../schemas.ts';

export const merchantRoutes = [
  route({
    name: 'readMerchant',
    method: 'get',
    path: '/v1/merchants/:merchantId',
    roles: ['anonymous'],
    summary: 'A merchant',
    params: z.object({ merchantId: given.merchantId }),
    reply: { status: 200, description: 'The merchant.', schema: replies.merchant, headers: ['ETag'] },
    codes: ['unknown_merchant'],
    async handle({ params: { merchantId } }, { shop }) {
      const merchant = await shop.merchant(merchantId);
      if (!merchant) throw problemOfRefusal({ rejected: 'unknown_merchant', detail: { merchantId } });
      return { body: merchant, version: merchant.version };
    },
  }),

  commandRoute({
    name: 'registerMerchant',
    method: 'post',
    path: '/v1/merchants',
    roles: ['operator'],
    summary: 'Open a merchant with its three empty accounts',
    command: 'register-merchant',
    body: z.strictObject({ name: given.name, categoryId: given.categoryId, currency: given.currency }),
    reply: { status: 201, description: 'It is registered.', schema: replies.registered, headers: ['ETag', 'Location'] },
    refusals: ['unknown_category', 'merchant_exists'],
    content: ({ body }) => body,
    location: ({ merchantId }) => `/v1/merchants/${merchantId}`,
  }),
];
