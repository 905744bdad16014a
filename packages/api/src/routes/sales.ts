import type { MerchantId } from '@outgrow/domain/records';
import type { Shop } from '@outgrow/domain/shop';
import { z } from 'zod';
import { problemOfRefusal } from '../problem-of.ts';
import * as replies from '../reply-schemas.ts';
import { route } from '../route.ts';
import * as given from '../schemas.ts';

const params = z.object({ merchantId: given.merchantId });

export const salesRoutes = [
  route({
    name: 'salesByDay',
    method: 'get',
    path: '/v1/merchants/:merchantId/sales',
    roles: ['staff', 'operator'],
    staffOf: 'merchantId',
    summary: 'Orders that were not cancelled, per UTC day, oldest first',
    params,
    query: given.days({}),
    reply: { status: 200, description: 'The days on which something was sold.', schema: replies.salesDays },
    codes: ['unknown_merchant'],
    async handle({ params: { merchantId }, query: { from, to } }, { shop }) {
      return known(merchantId, await shop.salesByDay(merchantId, from, to), shop);
    },
  }),

  route({
    name: 'topProducts',
    method: 'get',
    path: '/v1/merchants/:merchantId/top-products',
    roles: ['staff', 'operator'],
    staffOf: 'merchantId',
    summary: 'Products by units sold in these days, most first',
    params,
    query: given.days({ limit: given.limit }),
    reply: { status: 200, description: 'The products.', schema: replies.productSales },
    codes: ['unknown_merchant'],
    async handle({ params: { merchantId }, query: { from, to, limit } }, { shop }) {
      return known(merchantId, await shop.topProducts(merchantId, from, to, limit), shop);
    },
  }),

  route({
    name: 'merchantCohorts',
    method: 'get',
    path: '/v1/merchant-cohorts',
    roles: ['operator'],
    summary: 'Merchants by the month of their first order, and how many of them sold in that and each later month',
    reply: { status: 200, description: 'The months in which any sold, oldest cohort first.', schema: replies.cohortMonths },
    async handle(_at, { shop }) {
      return { body: { items: await shop.merchantCohorts() } };
    },
  }),
];

/** Only where nothing was found is the merchant looked up, to tell one without sales from one that is not there. */
async function known(merchantId: MerchantId, items: readonly unknown[], shop: Shop) {
  if (items.length === 0 && !(await shop.merchant(merchantId))) {
    throw problemOfRefusal({ rejected: 'unknown_merchant', detail: { merchantId } });
  }
  return { body: { items } };
}
