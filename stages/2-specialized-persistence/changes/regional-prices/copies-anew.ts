import { Database } from '@outgrow/postgres-shop/database';
import { systemOfRecord } from '@outgrow/postgres-shop/system-of-record';
import type { Urls } from '@outgrow/services/stage';
import { DataGrid } from '../../src/grid/data-grid.ts';
import { ProductIndex } from '../../src/index/product-index.ts';
import type { ProductShape } from '../../src/product-shape.ts';

/** The index made anew in a shape, under the name by which all know it; it is searched and written meanwhile. */
export async function indexMadeAnew({ postgres = '', index: url = '' }: Urls, shape: ProductShape): Promise<void> {
  const database = new Database('postgres', postgres, 1);
  const index = new ProductIndex(url, systemOfRecord(database), { shape });
  try {
    await index.rebuild();
  } finally {
    await Promise.all([index.close(), database.close()]);
  }
}

export async function gridEmptied({ grid: url = '' }: Urls): Promise<void> {
  const grid = new DataGrid(url, { onWrite: 'delete', guard: 'none', misses: 'alone' });
  try {
    await grid.clear();
  } finally {
    await grid.close();
  }
}
