import { z } from 'zod';
import { shopperOf } from '../principal.ts';
import * as replies from '../reply-schemas.ts';
import { route } from '../route.ts';
import * as given from '../schemas.ts';

const reply = { status: 200, description: 'The cart.', schema: replies.cart };

export const cartRoutes = [
  route({
    name: 'readCart',
    method: 'get',
    path: '/v1/cart',
    roles: ['shopper'],
    summary: "The shopper's cart; POST /v1/baskets with `fromCart` buys from it",
    reply,
    async handle({ principal }, { carts }) {
      return { body: { lines: await carts.get(shopperOf(principal)) } };
    },
  }),

  route({
    name: 'setCartLine',
    method: 'put',
    path: '/v1/cart/lines/:merchantId/:sku',
    roles: ['shopper'],
    summary: 'Set how many of a product are in the cart; 0 takes it out',
    params: z.object({ merchantId: given.merchantId, sku: given.sku }),
    body: z.strictObject({ quantity: given.cartQuantity }),
    reply,
    codes: ['cart_full'],
    async handle({ principal, params, body, exchange }, { carts }) {
      exchange.writing();
      return { body: { lines: await carts.setLine(shopperOf(principal), { ...params, ...body }) } };
    },
  }),

  route({
    name: 'clearCart',
    method: 'delete',
    path: '/v1/cart',
    roles: ['shopper'],
    summary: 'Empty the cart',
    reply: { status: 204, description: 'The cart is empty.' },
    async handle({ principal, exchange }, { carts }) {
      exchange.writing();
      await carts.clear(shopperOf(principal));
      return { status: 204 };
    },
  }),
];
