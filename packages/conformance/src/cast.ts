import type { Role } from '@outgrow/api/principal';
import type { Route } from '@outgrow/api/route';
import { accepted } from './accepted.ts';
import type { Client } from './client.ts';
import { placeOrder } from './commands.ts';
import { soundValues, type Values } from './samples.ts';
import type { ShopUnderTest } from './shop-under-test.ts';

/** Everybody there is, around one merchant with one product and one order. */
export interface Cast {
  anonymous: Client;
  shopper: Client;
  staff: Client;
  strangers: Client;
  operator: Client;
  /** What requests about them name. */
  values: Values;
}

export async function castOf(shop: ShopUnderTest): Promise<Cast> {
  const [own, other] = [await shop.merchant('own', { kettle: { stock: 1_000 } }), await shop.merchant('other', { kettle: {} })];
  const customerId = shop.newCustomer();
  const shopper = await shop.as.shopper(customerId);
  const { merchantId } = own;
  const lines = [{ sku: 'kettle', quantity: 1 }];
  const { orderId } = accepted(await placeOrder(shopper, merchantId, lines, { key: shop.key('the order') }), 201);
  const names = { merchantId, orderId, customerId, secret: shop.secretOf(customerId), sku: 'kettle' };
  const ends = { fromMerchantId: merchantId, toMerchantId: other.merchantId };
  const { anonymous, operator } = shop.as;
  return {
    anonymous,
    shopper,
    staff: own.staff,
    strangers: other.staff,
    operator,
    values: { ...soundValues, ...names, ...ends },
  };
}

/** Somebody who may. */
export function whoMay(route: Route, cast: Cast): Client {
  const role = (['shopper', 'staff', 'operator', 'anonymous'] satisfies Role[]).find((one) => route.roles.includes(one));
  if (!role) throw new Error(`${route.name} is open to nobody`);
  return cast[role];
}
