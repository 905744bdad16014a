import { z } from 'zod';
import { commandRoute } from '../command-route.ts';
import { problemOfRefusal } from '../problem-of.ts';
import * as replies from '../reply-schemas.ts';
import { route } from '../route.ts';
import * as given from '../schemas.ts';

const { merchantId, sku } = given;
const params = z.object({ merchantId, sku });

/** Yes or no in a query, where everything is text; absent is no. */
const flag = z
  .enum(['true', 'false'], 'must be true or false')
  .prefault('false')
  .transform((value) => value === 'true')
  .meta({ override: { type: 'boolean', default: false } });

export const productRoutes = [
  route({
    name: 'readProduct',
    method: 'get',
    path: '/v1/merchants/:merchantId/products/:sku',
    roles: ['anonymous'],
    summary: 'A product',
    params,
    reply: { status: 200, description: 'The product.', schema: replies.product, headers: ['ETag'] },
    codes: ['unknown_product'],
    async handle({ params: { merchantId, sku } }, { shop }) {
      const product = await shop.product(merchantId, sku);
      if (!product) throw problemOfRefusal({ rejected: 'unknown_product', detail: { merchantId, sku } });
      return { body: product, version: product.version };
    },
  }),

  route({
    name: 'searchProducts',
    method: 'get',
    path: '/v1/products',
    roles: ['anonymous'],
    summary: 'Products whose name or description holds the words, best match first',
    query: z.strictObject({
      q: given.words,
      categoryId: given.categoryId.optional(),
      merchantId: merchantId.optional(),
      facets: flag.describe('Whether all that is found is counted, by category and by price.'),
      highlight: flag.describe('Whether it is shown where the words stand.'),
      limit: given.limit,
      after: given.after,
    }),
    reply: { status: 200, description: 'A page of products.', schema: replies.found },
    codes: ['invalid_cursor'],
    async handle({ query: { q, categoryId, merchantId, facets, highlight, limit, after } }, { shop }) {
      const within = { ...(categoryId && { categoryId }), ...(merchantId && { merchantId }) };
      const page = { limit, ...(after && { after }) };
      return { body: await shop.search({ text: q, ...within, facets, highlight }, page) };
    },
  }),

  commandRoute({
    name: 'addProduct',
    method: 'post',
    path: '/v1/merchants/:merchantId/products',
    roles: ['staff'],
    staffOf: 'merchantId',
    summary: 'List a product',
    command: 'add-product',
    params: z.object({ merchantId }),
    body: z.strictObject({
      sku,
      name: given.name,
      description: given.description,
      categoryId: given.categoryId,
      priceMinor: given.priceMinor,
      stock: given.stock,
    }),
    reply: { status: 201, description: 'It is listed.', schema: replies.listed, headers: ['ETag', 'Location'] },
    refusals: ['unknown_merchant', 'unknown_category', 'sku_taken'],
    content: ({ params, body }) => ({ ...params, ...body }),
    location: ({ merchantId, sku }) => `/v1/merchants/${merchantId}/products/${sku}`,
  }),

  commandRoute({
    name: 'changePrice',
    method: 'put',
    path: '/v1/merchants/:merchantId/products/:sku/price',
    roles: ['staff'],
    staffOf: 'merchantId',
    summary: 'Give a product another price; orders already placed keep theirs',
    command: 'change-price',
    params,
    body: z.strictObject({ priceMinor: given.priceMinor }),
    takesIfMatch: true,
    reply: { status: 200, description: 'The price holds.', schema: replies.priced, headers: ['ETag'] },
    refusals: ['unknown_merchant', 'unknown_product', 'version_mismatch'],
    content: ({ params, body }) => ({ ...params, ...body }),
  }),

  commandRoute({
    name: 'restock',
    method: 'post',
    path: '/v1/merchants/:merchantId/products/:sku/restock',
    roles: ['staff'],
    staffOf: 'merchantId',
    summary: 'Take units into stock',
    command: 'restock',
    params,
    body: z.strictObject({ quantity: given.quantity }),
    takesIfMatch: true,
    reply: { status: 200, description: 'The units are in stock.', schema: replies.restocked, headers: ['ETag'] },
    refusals: ['unknown_merchant', 'unknown_product', 'version_mismatch', 'amount_too_large'],
    content: ({ params, body }) => ({ ...params, ...body }),
  }),
];
