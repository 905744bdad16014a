import type { MerchantId } from '@outgrow/domain/records';
import { z } from 'zod';
import { commandRoute } from '../command-route.ts';
import { problemOfRefusal } from '../problem-of.ts';
import * as replies from '../reply-schemas.ts';
import { route } from '../route.ts';
import * as given from '../schemas.ts';

const { merchantId } = given;
const unknownMerchant = (merchantId: MerchantId) => problemOfRefusal({ rejected: 'unknown_merchant', detail: { merchantId } });

export const bookRoutes = [
  commandRoute({
    name: 'transferFunds',
    method: 'post',
    path: '/v1/transfers',
    roles: ['staff', 'operator'],
    staffOf: 'fromMerchantId',
    summary: 'Move available money from one merchant to another',
    command: 'transfer-funds',
    body: z.strictObject({ fromMerchantId: merchantId, toMerchantId: merchantId, amountMinor: given.amountMinor }),
    reply: { status: 201, description: 'The money is moved.', schema: replies.transfer },
    refusals: ['unknown_merchant', 'same_merchant', 'currency_mismatch', 'insufficient_funds', 'amount_too_large'],
    content: ({ body }) => body,
  }),

  route({
    name: 'readAccount',
    method: 'get',
    path: '/v1/merchants/:merchantId/accounts/:account',
    roles: ['staff', 'operator'],
    staffOf: 'merchantId',
    summary: 'An account and its entries, newest first',
    params: z.object({ merchantId, account: given.account }),
    query: given.page,
    reply: { status: 200, description: 'The account and a page of entries, of one moment.', schema: replies.accountPage },
    codes: ['invalid_cursor', 'unknown_merchant'],
    async handle({ params: { merchantId, account }, query: { limit, after } }, { shop }) {
      const page = await shop.account(merchantId, account, { limit, ...(after && { after }) });
      if (!page) throw unknownMerchant(merchantId);
      return { body: page };
    },
  }),

  route({
    name: 'readAudit',
    method: 'get',
    path: '/v1/merchants/:merchantId/audit',
    roles: ['staff', 'operator'],
    staffOf: 'merchantId',
    summary: 'The audit trail, oldest first',
    params: z.object({ merchantId }),
    query: given.page,
    reply: { status: 200, description: 'A page of audit records.', schema: replies.pageOf(replies.auditRecord) },
    codes: ['invalid_cursor', 'unknown_merchant'],
    async handle({ params: { merchantId }, query: { limit, after } }, { shop }) {
      const page = await shop.audit(merchantId, { limit, ...(after && { after }) });
      if (page.items.length === 0 && !(await shop.merchant(merchantId))) throw unknownMerchant(merchantId);
      return { body: page };
    },
  }),
];
