import type { Copies, CopyKey, Shown } from '@outgrow/domain/copies';
import { productKey } from '@outgrow/domain/keys';
import { z } from 'zod';
import * as replies from '../reply-schemas.ts';
import { route } from '../route.ts';
import * as given from '../schemas.ts';

const WITHIN_MS = 300;

export const copyRoutes = [
  route({
    name: 'productCopies',
    method: 'get',
    path: '/v1/ops/copies/:merchantId/:sku',
    roles: ['operator'],
    summary: 'What each system shows of a product at this moment; the system of record is asked before and after the others',
    params: z.object({ merchantId: given.merchantId, sku: given.sku }),
    reply: { status: 200, description: 'What they show.', schema: replies.productCopies },
    async handle({ params: { merchantId, sku } }, { shop: { systemOfRecord, copies } }) {
      const key: CopyKey = productKey(merchantId, sku);
      const before = await answerOf(systemOfRecord, key);
      const asked = Object.entries(copies).filter(([, { kinds }]) => kinds.includes('product'));
      const answers = await Promise.all(
        asked.map(async ([name, copy]) => [name, await answerOf(copy, key, copy.isComplete)] as const),
      );
      const after = asked.length === 0 ? before : await answerOf(systemOfRecord, key);
      return { body: { systemOfRecord: systemOfRecord.name, before, after, copies: Object.fromEntries(answers) } };
    },
  }),
];

/** `absent`: a cache need not hold it. `missing`: a copy that is to hold everything does not. */
type Answer = ({ is: 'shown' } & Shown) | { is: 'absent' | 'missing' } | { is: 'away'; reason: string };

/** A system that does not answer in time keeps nobody from hearing of the others. */
async function answerOf(system: Pick<Copies['systemOfRecord'], 'shown'>, key: CopyKey, isComplete = false): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${WITHIN_MS} ms`)), WITHIN_MS);
  });
  try {
    const [shown]: (Shown | undefined)[] = await Promise.race([system.shown([key]), late]);
    if (shown) return { is: 'shown', ...shown };
    return { is: isComplete ? 'missing' : 'absent' };
  } catch (error) {
    return { is: 'away', reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
