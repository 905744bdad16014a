import { randomBytes } from 'node:crypto';
import { type AnyRecord, GENESIS } from '@outgrow/domain/records';
import type { IgniteClient } from '@outgrow/ignite-client/client';

/**
 * A merchant of its own to measure at, since what a measure leaves at one of the market's would be found by the checkers. Disposing it
 * removes all of its records.
 */
export async function measuredMerchant(client: IgniteClient): Promise<{ merchantId: string } & AsyncDisposable> {
  const merchantId = `measured${randomBytes(6).toString('hex')}`;
  await client.execute('outgrow.shop.Load', JSON.stringify([...recordsOf(merchantId)]), {
    timeoutMs: BOUND_MS,
    idempotent: false,
  });
  return {
    merchantId,
    async [Symbol.asyncDispose]() {
      const removed = () => client.execute('outgrow.measure.Forget', merchantId, { timeoutMs: BOUND_MS, idempotent: true });
      for (let calls = 0; calls < MOST_CALLS && Number(await removed()) > 0; calls += 1);
    },
  };
}

function* recordsOf(merchantId: string): Generator<AnyRecord> {
  const [currency, categoryId, version] = ['EUR', 'books', 1];
  yield { kind: 'merchant', value: { merchantId, name: 'Measured', categoryId, currency, version } };
  for (const account of ['clearing', 'available', 'fees'] as const) {
    yield { kind: 'account', value: { merchantId, account, currency, balanceMinor: 0, version } };
  }
  for (let at = 0; at < PRODUCTS; at += 1) {
    const [sku, name] = [`p${at}`, `Measured ${at}`];
    const stock = { stock: STOCK, received: STOCK };
    const value = {
      merchantId,
      sku,
      name,
      description: DESCRIPTION,
      categoryId,
      priceMinor: 1_999,
      currency,
      taxBasisPoints: 700,
    };
    yield { kind: 'product', value: { ...value, ...stock, version } };
  }
  yield { kind: 'head', value: { merchantId, auditSeq: 0, auditHash: GENESIS, version } };
}

/** As the node's measures count them. */
const PRODUCTS = 20;
const STOCK = 10_000_000;
const DESCRIPTION = 'A quiet notebook of cork, made for daily use and built to last.';
const BOUND_MS = 60_000;
/** Each removes some thousands of records: more than a measure can make. */
const MOST_CALLS = 200;
