import { secretHash } from '@outgrow/api/credentials';
import type { Opened } from '@outgrow/api/opened';
import type { StaffKey } from '@outgrow/domain/records';
import type { CartLine, Carts, StaffKeys } from '@outgrow/domain/shop';
import { CartFull, MAX_CART_LINES } from '@outgrow/domain/shop';
import session from 'express-session';
import { MemoryShop } from './memory-shop.ts';

export const SECRETS = { ada: 'ada-secret', ben: 'ben-secret' };

export interface MemoryStage extends Opened {
  shop: MemoryShop;
}

/** All ports in memory, with two customers and two categories. */
export async function memoryStage(): Promise<MemoryStage> {
  const shop = new MemoryShop();
  await shop.load([
    { kind: 'category', value: { categoryId: 'books', name: 'Books' } },
    { kind: 'taxRate', value: { categoryId: 'books', basisPoints: 700 } },
    ...Object.entries(SECRETS).map(([customerId, secret]) => ({
      kind: 'customer' as const,
      value: { customerId, name: customerId, email: `${customerId}@example.org`, secretHash: secretHash(secret) },
    })),
  ]);
  return { shop, sessions: new session.MemoryStore(), carts: memoryCarts(), staffKeys: memoryStaffKeys() };
}

function memoryCarts(): Carts {
  const carts = new Map<string, CartLine[]>();
  const get = (customerId: string) => carts.get(customerId) ?? [];
  return {
    get: async (customerId) => get(customerId),
    async setLine(customerId, line) {
      const others = get(customerId).filter(({ merchantId, sku }) => merchantId !== line.merchantId || sku !== line.sku);
      const lines = line.quantity === 0 ? others : [...others, line];
      if (lines.length > MAX_CART_LINES) throw new CartFull();
      carts.set(customerId, lines);
      return lines;
    },
    async take(customerId, taken) {
      const isTaken = (line: CartLine) =>
        taken.some((one) => one.merchantId === line.merchantId && one.sku === line.sku && one.quantity === line.quantity);
      carts.set(
        customerId,
        get(customerId).filter((line) => !isTaken(line)),
      );
    },
    async clear(customerId) {
      carts.delete(customerId);
    },
  };
}

function memoryStaffKeys(): StaffKeys {
  const keys: StaffKey[] = [];
  return {
    async add(key) {
      keys.push(key);
    },
    find: async (hash) => keys.find((key) => key.secretHash === hash && key.revokedAt === null),
    list: async (merchantId) => keys.filter((key) => key.merchantId === merchantId),
    async revoke(merchantId, keyId, at) {
      const key = keys.find((one) => one.merchantId === merchantId && one.keyId === keyId);
      if (key) key.revokedAt ??= at;
      return key !== undefined;
    },
  };
}
