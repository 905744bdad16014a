import { z } from 'zod';
import { commandRoute } from '../command-route.ts';
import { shopperOf } from '../principal.ts';
import { problemOfRefusal } from '../problem-of.ts';
import * as replies from '../reply-schemas.ts';
import { route } from '../route.ts';
import * as given from '../schemas.ts';
import { takeFromCart } from './take-from-cart.ts';

const params = z.object({ orderId: given.orderId });
const page = { status: 200, description: 'A page of orders, newest first.', schema: replies.pageOf(replies.order) };
const SALE = ['unknown_customer', 'unknown_merchant', 'unknown_product', 'out_of_stock', 'amount_too_large'] as const;

export const orderRoutes = [
  commandRoute({
    name: 'placeOrder',
    method: 'post',
    path: '/v1/orders',
    roles: ['shopper'],
    summary: 'Buy from one merchant',
    command: 'place-order',
    body: z.strictObject({ merchantId: given.merchantId, lines: given.lines(given.line) }),
    reply: { status: 201, description: 'The order is placed.', schema: replies.placed, headers: ['ETag', 'Location'] },
    refusals: SALE,
    content: ({ principal, body }) => ({ customerId: shopperOf(principal), ...body }),
    location: ({ orderId }) => `/v1/orders/${orderId}`,
  }),

  route({
    name: 'ownOrders',
    method: 'get',
    path: '/v1/orders',
    roles: ['shopper'],
    summary: "The shopper's own orders",
    query: given.page,
    reply: page,
    codes: ['invalid_cursor'],
    async handle({ principal, query: { limit, after } }, { shop }) {
      return { body: await shop.ordersOf(shopperOf(principal), { limit, ...(after && { after }) }) };
    },
  }),

  route({
    name: 'ordersOfCustomer',
    method: 'get',
    path: '/v1/customers/:customerId/orders',
    roles: ['operator'],
    summary: "A customer's orders",
    params: z.object({ customerId: given.customerId }),
    query: given.page,
    reply: page,
    codes: ['invalid_cursor', 'unknown_customer'],
    async handle({ params: { customerId }, query: { limit, after } }, { shop }) {
      const orders = await shop.ordersOf(customerId, { limit, ...(after && { after }) });
      if (orders.items.length === 0 && !(await shop.customer(customerId))) {
        throw problemOfRefusal({ rejected: 'unknown_customer', detail: { customerId } });
      }
      return { body: orders };
    },
  }),

  route({
    name: 'readOrder',
    method: 'get',
    path: '/v1/orders/:orderId',
    roles: ['shopper', 'staff', 'operator'],
    staffOf: 'orderId',
    summary: 'An order',
    params,
    reply: { status: 200, description: 'The order.', schema: replies.order, headers: ['ETag'] },
    codes: ['unknown_order'],
    async handle({ principal, params: { orderId } }, { shop }) {
      const order = await shop.order(orderId);
      // Another shopper's order is as unknown as one that is not there.
      if (!order || (principal.role === 'shopper' && order.customerId !== principal.customerId)) {
        throw problemOfRefusal({ rejected: 'unknown_order', detail: { orderId } });
      }
      return { body: order, version: order.version };
    },
  }),

  commandRoute({
    name: 'cancelOrder',
    method: 'post',
    path: '/v1/orders/:orderId/cancel',
    roles: ['shopper', 'staff'],
    staffOf: 'orderId',
    summary: 'Undo an order that has not been shipped',
    command: 'cancel-order',
    params,
    takesIfMatch: true,
    reply: { status: 200, description: 'The order is cancelled and refunded.', schema: replies.closed, headers: ['ETag'] },
    refusals: ['unknown_order', 'order_not_open', 'version_mismatch', 'insufficient_funds', 'amount_too_large'],
    content: ({ principal, params }) => ({ ...params, customerId: principal.role === 'shopper' ? principal.customerId : null }),
  }),

  commandRoute({
    name: 'shipOrder',
    method: 'post',
    path: '/v1/orders/:orderId/ship',
    roles: ['staff'],
    staffOf: 'orderId',
    summary: 'Send an order off; from then on it cannot be cancelled',
    command: 'ship-order',
    params,
    takesIfMatch: true,
    reply: { status: 200, description: 'The order is shipped.', schema: replies.closed, headers: ['ETag'] },
    refusals: ['unknown_order', 'order_not_open', 'version_mismatch'],
    content: ({ params }) => params,
  }),

  commandRoute({
    name: 'placeBasket',
    method: 'post',
    path: '/v1/baskets',
    roles: ['shopper'],
    summary: 'Buy from several merchants at once, all or nothing; `fromCart` takes what was bought out of the cart',
    command: 'place-basket',
    body: z.strictObject({ lines: given.lines(given.basketLine), fromCart: z.boolean().default(false) }),
    reply: { status: 201, description: 'All of its orders are placed.', schema: replies.basket },
    refusals: [...SALE, 'currency_mismatch'],
    content: ({ principal, body }) => ({ customerId: shopperOf(principal), lines: body.lines }),
    accepted: takeFromCart,
  }),
];
