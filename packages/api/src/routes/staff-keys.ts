import { z } from 'zod';
import { newKey, newKeyId, secretHash } from '../credentials.ts';
import { Problem } from '../problem.ts';
import { problemOfRefusal } from '../problem-of.ts';
import * as replies from '../reply-schemas.ts';
import { route } from '../route.ts';
import * as given from '../schemas.ts';

const { merchantId, keyId } = given;
const path = '/v1/merchants/:merchantId/keys';

export const staffKeyRoutes = [
  route({
    name: 'issueKey',
    method: 'post',
    path,
    roles: ['operator'],
    summary: "Issue a bearer key to a merchant's staff; it is shown this once",
    params: z.object({ merchantId }),
    reply: { status: 201, description: 'The key.', schema: replies.newKey },
    codes: ['unknown_merchant'],
    async handle({ params: { merchantId }, exchange }, { shop, staffKeys }) {
      if (!(await shop.merchant(merchantId))) throw problemOfRefusal({ rejected: 'unknown_merchant', detail: { merchantId } });
      const [keyId, key] = [newKeyId(), newKey()];
      exchange.writing();
      const createdAt = new Date().toISOString();
      await staffKeys.add({ keyId, merchantId, secretHash: secretHash(key), createdAt, revokedAt: null });
      return { status: 201, body: { keyId, key } };
    },
  }),

  route({
    name: 'listKeys',
    method: 'get',
    path,
    roles: ['operator'],
    summary: "A merchant's keys, without their secrets",
    params: z.object({ merchantId }),
    reply: { status: 200, description: 'The keys.', schema: replies.staffKeys },
    async handle({ params: { merchantId } }, { staffKeys }) {
      const keys = await staffKeys.list(merchantId);
      return { body: { items: keys.map(({ secretHash: _, ...shown }) => shown) } };
    },
  }),

  route({
    name: 'revokeKey',
    method: 'delete',
    path: `${path}/:keyId`,
    roles: ['operator'],
    summary: 'Revoke a key; a second time changes nothing',
    params: z.object({ merchantId, keyId }),
    reply: { status: 204, description: 'The key opens nothing any more.' },
    codes: ['unknown_key'],
    async handle({ params: { merchantId, keyId }, exchange }, { staffKeys }) {
      exchange.writing();
      const revoked = await staffKeys.revoke(merchantId, keyId, new Date().toISOString());
      if (!revoked) throw new Problem('unknown_key', 'The merchant has no such key.', { members: { merchantId, keyId } });
      return { status: 204 };
    },
  }),
];
