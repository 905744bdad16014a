import type { WantedLine } from '@outgrow/domain/commands';
import type { CartLine } from '@outgrow/domain/shop';
import type { Answer, Client, Content } from './client.ts';
import type { Basket, Closed, Placed, Priced, Restocked, Transfer } from './replies.ts';

/** The commands of the shop as requests; `content` holds at least the idempotency key. */

export const placeOrder = (
  shopper: Client,
  merchantId: string,
  lines: readonly WantedLine[],
  content: Content,
): Promise<Answer<Placed>> => shopper.post('/v1/orders', { merchantId, lines }, content);

export const placeBasket = (
  shopper: Client,
  lines: readonly CartLine[],
  content: Content,
  fromCart = false,
): Promise<Answer<Basket>> => shopper.post('/v1/baskets', { lines, fromCart }, content);

export const cancelOrder = (by: Client, orderId: string, content: Content): Promise<Answer<Closed>> =>
  by.post(`/v1/orders/${orderId}/cancel`, undefined, content);

export const shipOrder = (staff: Client, orderId: string, content: Content): Promise<Answer<Closed>> =>
  staff.post(`/v1/orders/${orderId}/ship`, undefined, content);

export const changePrice = (
  staff: Client,
  merchantId: string,
  sku: string,
  priceMinor: number,
  content: Content,
): Promise<Answer<Priced>> => staff.put(`/v1/merchants/${merchantId}/products/${sku}/price`, { priceMinor }, content);

export const restock = (
  staff: Client,
  merchantId: string,
  sku: string,
  quantity: number,
  content: Content,
): Promise<Answer<Restocked>> => staff.post(`/v1/merchants/${merchantId}/products/${sku}/restock`, { quantity }, content);

export const transferFunds = (
  by: Client,
  fromMerchantId: string,
  toMerchantId: string,
  amountMinor: number,
  content: Content,
): Promise<Answer<Transfer>> => by.post('/v1/transfers', { fromMerchantId, toMerchantId, amountMinor }, content);
