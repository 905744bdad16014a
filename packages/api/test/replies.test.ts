import { routes } from '@outgrow/api/routes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Asking } from './client.ts';
import type { Running } from './running.ts';
import { OPERATOR_KEY, running } from './running.ts';

let at: Running;
beforeAll(async () => {
  at = await running();
});
afterAll(async () => {
  await at[Symbol.asyncDispose]();
});

/** Sends a request and holds its reply against what the route's own schema says of it. */
async function asDescribed(name: string, path: string, asking: Asking = {}) {
  const route = routes.find((one) => one.name === name);
  if (!route) throw new Error(`no route is called ${name}`);
  const heard = await at.ask(route.method.toUpperCase(), path, asking);
  expect([name, heard.status, heard.body]).toEqual([name, route.reply.status, heard.body]);
  const parsed = route.reply.schema?.safeParse(heard.body);
  expect([name, parsed?.error?.issues]).toEqual([name, undefined]);
  for (const header of route.reply.headers ?? []) expect([name, header, heard.headers.has(header)]).toEqual([name, header, true]);
  return heard.body;
}

test('every route answers as the document describes it', async () => {
  const as = OPERATOR_KEY;
  const { merchantId } = await asDescribed('registerMerchant', '/v1/merchants', {
    as,
    json: { name: 'Pens', categoryId: 'books', currency: 'EUR' },
  });
  const merchant = `/v1/merchants/${merchantId}`;
  const { keyId, key } = await asDescribed('issueKey', `${merchant}/keys`, { as });
  const staff = { as: key };
  const product = { sku: 'pen', name: 'a pen', description: '', categoryId: 'books', priceMinor: 250, stock: 10 };
  await asDescribed('addProduct', `${merchant}/products`, { ...staff, json: product });
  await asDescribed('changePrice', `${merchant}/products/pen/price`, { ...staff, json: { priceMinor: 300 } });
  await asDescribed('restock', `${merchant}/products/pen/restock`, { ...staff, json: { quantity: 5 } });
  await asDescribed('readProduct', `${merchant}/products/pen`);
  await asDescribed('searchProducts', '/v1/products?q=pen');
  await asDescribed('searchProducts', '/v1/products?q=pen&facets=true&highlight=true');
  await asDescribed('readMerchant', merchant);

  await asDescribed('signIn', '/v1/session', { json: { customerId: 'ada', secret: 'ada-secret' } });
  const shopper = { cookie: await at.signIn('ada') };
  await asDescribed('readSession', '/v1/session', shopper);
  await asDescribed('setCartLine', `/v1/cart/lines/${merchantId}/pen`, { ...shopper, json: { quantity: 1 } });
  await asDescribed('readCart', '/v1/cart', shopper);
  await asDescribed('clearCart', '/v1/cart', shopper);
  const line = { sku: 'pen', quantity: 1 };
  const { orderId } = await asDescribed('placeOrder', '/v1/orders', { ...shopper, json: { merchantId, lines: [line] } });
  const basket = await asDescribed('placeBasket', '/v1/baskets', { ...shopper, json: { lines: [{ merchantId, ...line }] } });
  await asDescribed('ownOrders', '/v1/orders', shopper);
  await asDescribed('ordersOfCustomer', '/v1/customers/ada/orders', { as });
  await asDescribed('readOrder', `/v1/orders/${orderId}`, shopper);
  await asDescribed('cancelOrder', `/v1/orders/${orderId}/cancel`, shopper);
  await asDescribed('shipOrder', `/v1/orders/${basket.orders[0].orderId}/ship`, staff);
  await asDescribed('signOut', '/v1/session', shopper);

  const other = await at.merchant();
  const transfer = { fromMerchantId: merchantId, toMerchantId: other.merchantId, amountMinor: 1 };
  await asDescribed('transferFunds', '/v1/transfers', { as, json: transfer });
  await asDescribed('readAccount', `${merchant}/accounts/available`, staff);
  await asDescribed('readAudit', `${merchant}/audit`, staff);
  await asDescribed('salesByDay', `${merchant}/sales?from=2026-01-01&to=2026-01-31`, staff);
  await asDescribed('topProducts', `${merchant}/top-products?from=2026-01-01&to=2026-01-31`, staff);
  await asDescribed('merchantCohorts', '/v1/merchant-cohorts', { as });
  await asDescribed('listKeys', `${merchant}/keys`, { as });
  await asDescribed('revokeKey', `${merchant}/keys/${keyId}`, { as });
  for (const [name, path] of [
    ['alive', '/healthz'],
    ['ready', '/readyz'],
    ['metrics', '/metrics'],
    ['openApi', '/openapi.json'],
  ] as const) {
    await asDescribed(name, path);
  }
  await asDescribed('settle', '/v1/ops/settle', { as });
});
