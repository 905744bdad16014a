import { z } from 'zod';
import * as given from './schemas.ts';

/** What the API answers with. These describe replies in the OpenAPI document; replies are not validated again when sent. */

const minor = z.int().describe('An amount in minor units of the currency.');
const version = z.int().min(1);
const { merchantId, orderId, sku, customerId, categoryId, currency, account } = given;

export const merchant = z.object({ merchantId, name: z.string(), categoryId, currency, version }).meta({ id: 'Merchant' });

export const product = z
  .object({
    merchantId,
    sku,
    name: z.string(),
    description: z.string(),
    categoryId,
    priceMinor: minor,
    currency,
    taxBasisPoints: z.int().min(0),
    stock: z.int().min(0),
    received: z.int().min(0),
    version,
  })
  .meta({ id: 'Product' });

const orderStatus = z.enum(['placed', 'shipped', 'cancelled']);

export const order = z
  .object({
    merchantId,
    orderId,
    customerId,
    lines: z.array(z.object({ sku, quantity: z.int().min(1), priceMinor: minor, taxMinor: minor })),
    currency,
    totalMinor: minor,
    taxMinor: minor,
    placedAt: z.iso.datetime(),
    basketId: z.string().nullable(),
    status: orderStatus,
    version,
  })
  .meta({ id: 'Order' });

const ledgerEntry = z
  .object({
    merchantId,
    account,
    seq: z.int().min(1),
    txId: z.string(),
    amountMinor: minor,
    at: z.iso.datetime(),
  })
  .meta({ id: 'LedgerEntry' });

export const auditRecord = z
  .object({
    merchantId,
    seq: z.int().min(1),
    commandId: z.string(),
    type: z.string(),
    by: z.string(),
    at: z.iso.datetime(),
    merchants: z.array(merchantId),
    detail: z.unknown(),
    prevHash: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'AuditRecord' });

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    next: z.string().optional().describe('The `after` of the next page; absent on the last one.'),
  });

const pieces = z.array(z.object({ text: z.string(), hit: z.boolean() }));

export const found = pageOf(product).extend({
  facets: z
    .object({
      categories: z.array(z.object({ categoryId, count: z.int() })).describe('Most products first.'),
      prices: z
        .array(z.object({ fromMinor: minor, belowMinor: minor.optional(), count: z.int() }))
        .describe('Bands of price, the lowest first; the last one has no end.'),
    })
    .optional()
    .describe('All that is found, counted, whatever the page; where asked for.'),
  highlights: z
    .array(z.object({ name: pieces, description: pieces }))
    .optional()
    .describe(
      'For each of the items, its text or a passage of it in pieces, of which those that match are hits; where asked for.',
    ),
});

export const accountPage = z.object({
  account: z.object({ merchantId, account, currency, balanceMinor: minor, version }).meta({ id: 'Account' }),
  entries: pageOf(ledgerEntry),
});

export const salesDays = z.object({
  items: z.array(z.object({ day: z.iso.date(), orders: z.int(), units: z.int(), totalMinor: minor })),
});
export const productSales = z.object({ items: z.array(z.object({ sku, units: z.int(), totalMinor: minor })) });

const month = z.string().regex(/^\d{4}-\d{2}$/);
export const cohortMonths = z.object({
  items: z.array(z.object({ cohort: month, month, merchants: z.int(), orders: z.int() })),
});

export const registered = z.object({ merchantId, version });
export const listed = z.object({ merchantId, sku, version });
export const priced = z.object({ merchantId, sku, priceMinor: minor, version });
export const restocked = z.object({ merchantId, sku, stock: z.int().min(0), version });
export const placed = z.object({ orderId, totalMinor: minor, currency, status: orderStatus, version });
export const closed = z.object({ orderId, status: orderStatus, version });
export const basket = z.object({
  basketId: z.string(),
  totalMinor: minor,
  currency,
  orders: z.array(z.object({ merchantId, orderId, totalMinor: minor, currency })),
});
export const transfer = z.object({
  transferId: z.string(),
  fromMerchantId: merchantId,
  toMerchantId: merchantId,
  amountMinor: minor,
  currency,
});

export const session = z.object({ customerId });
export const cart = z.object({ lines: z.array(z.object({ merchantId, sku, quantity: z.int() })) });

export const newKey = z.object({ keyId: z.string(), key: z.string().describe('The secret; it is not shown again.') });
export const staffKeys = z.object({
  items: z.array(
    z.object({ keyId: z.string(), merchantId, createdAt: z.iso.datetime(), revokedAt: z.iso.datetime().nullable() }),
  ),
});

export const alive = z.object({ status: z.literal('alive') });
export const readiness = z.object({
  ready: z.boolean(),
  draining: z.boolean(),
  systems: z.record(z.string(), z.object({ ok: z.boolean(), needed: z.boolean(), reason: z.string().optional() })),
});

const shown = z.object({
  is: z.enum(['shown', 'absent', 'missing', 'away']),
  version: version.optional(),
  priceMinor: minor.optional(),
  currency: currency.optional(),
  reason: z.string().optional(),
});
export const productCopies = z.object({
  systemOfRecord: z.string(),
  before: shown,
  after: shown,
  copies: z.record(z.string(), shown),
});

export const problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('Stable; what a client decides on.'),
    detail: z.string(),
    instance: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457, with what the refusal is about beside the standard members.' });
