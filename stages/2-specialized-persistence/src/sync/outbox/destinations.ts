import type { IndexClient } from '../../index/index-client.ts';
import type { Warehouse } from '../../warehouse/warehouse-client.ts';
import { putProducts } from '../index/put-products.ts';
import type { Destination } from './relay.ts';

const INDEXED_WITHIN_MS = 4_000;

export const toIndex = (index: IndexClient): Destination => ({
  name: 'index',
  async send(records) {
    const products = records.flatMap(({ kind, record }) => (kind === 'product' ? [record] : []));
    await putProducts(index, products, { timeoutMs: INDEXED_WITHIN_MS });
  },
});

export const toWarehouse = (warehouse: Pick<Warehouse, 'upsert'>): Destination => ({
  name: 'warehouse',
  send: (records) => warehouse.upsert(records),
});
