import { randomBytes } from 'node:crypto';
import type { PlaceOrder } from '@outgrow/domain/commands';
import type { Reply } from '@outgrow/domain/run';
import type { Skew } from './pgbench.ts';

/** An order of two lines at the merchant of this rank. */
export function orderAt(merchantRank: number, { products, customers }: Skew): PlaceOrder {
  const sku = (from: number) => id('p', plentiful(from + Math.floor((Math.random() * products) / 2)));
  return {
    type: 'place-order',
    commandId: randomBytes(16).toString('hex'),
    fingerprint: 'floor',
    by: 'floor',
    merchantId: id('m', merchantRank),
    customerId: id('c', Math.floor(Math.random() * customers)),
    lines: [
      { sku: sku(0), quantity: 1 },
      { sku: sku(products / 2), quantity: 1 },
    ],
  };
}

/** Every tenth product is scarce and soon refused, which is cheaper than an order: the one before it in its place. */
export const plentiful = (rank: number): number => (rank % 10 === 9 ? rank - 1 : rank);

/** An order that was refused would be counted as one that was placed. */
export function requirePlaced(reply: Reply): void {
  if ('rejected' in reply) throw new Error(`an order was refused: ${reply.rejected}`);
}

const id = (letter: string, rank: number) => `${letter}${String(rank + 1).padStart(4, '0')}`;
