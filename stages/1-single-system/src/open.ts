import type { Open } from '@outgrow/api/opened';
import { merchantsOf } from '@outgrow/domain/commands';
import type { Change } from '@outgrow/domain/decide';
import { carts } from '@outgrow/postgres-shop/carts';
import { Database } from '@outgrow/postgres-shop/database';
import { execute } from '@outgrow/postgres-shop/execute';
import { reads } from '@outgrow/postgres-shop/reads';
import { load, records } from '@outgrow/postgres-shop/record-stream';
import { staffKeys } from '@outgrow/postgres-shop/staff-keys';
import { systemOfRecord } from '@outgrow/postgres-shop/system-of-record';
import { Turns } from '@outgrow/postgres-shop/turns';
import { caughtUp } from './caught-up.ts';
import { ProductCache } from './product-cache.ts';
import { sales } from './sales.ts';
import { search } from './search.ts';
import { Sessions } from './sessions.ts';
import { stageSettings } from './settings.ts';
import { showMetrics } from './stage-metrics.ts';

/** One Postgres (and, where there is one, its replica for reads) with a cache of products in the process. */
export const open: Open = async (urls, settings) => {
  const url = urls.postgres;
  if (!url) throw new Error('POSTGRES_URL is not set; it names the database, as postgres://user:password@host:port/shop');
  const { connections, cachedProducts, cacheTtlMs, cacheGuard } = stageSettings(settings);
  const primary = new Database('postgres', url, connections);
  const replica = urls.replica ? new Database('replica', urls.replica, connections) : undefined;
  const asked = reads(replica ?? primary);
  const cache = new ProductCache(asked.product, { products: cachedProducts, ttlMs: cacheTtlMs, guard: cacheGuard });
  showMetrics(cache, replica ? [primary, replica] : [primary]);
  // Called after the transaction: cleared before it, a reader could put the old row back.
  const changed = (changes: readonly Change[]) => {
    for (const change of changes) {
      if ('put' in change && change.put === 'product') cache.forget(change.value.merchantId, change.value.sku);
    }
  };
  // While one holds the lock, the next already waits at it in the database, so that none is lost between them.
  const turns = new Turns({ atOnce: 2, waitMs: 2_000 });
  const sessions = new Sessions(primary);

  return {
    shop: {
      ...asked,
      ...search(replica ?? primary),
      ...sales(replica ?? primary),
      // Who somebody is must not be answered from a copy that lags.
      customer: reads(primary).customer,
      product: (merchantId, sku) => cache.get(merchantId, sku),
      execute: (command) => turns.at(merchantsOf(command), () => execute(primary, command, { changed })),
      async settle() {
        // Before the cache is cleared: a product read from a replica that lags would be kept as long as any other.
        if (replica) await caughtUp(primary, replica);
        cache.clear();
      },
      records: () => records(url),
      load(stream) {
        const owner = urls.postgresOwner;
        if (!owner) throw new Error('loading records needs the schema owner: set POSTGRES_OWNER_URL');
        return load(owner, stream);
      },
      systems: { postgres: () => primary.ping(), ...(replica ? { replica: () => replica.ping() } : {}) },
      dispensable: {},
      systemOfRecord: systemOfRecord(primary),
      copies: {},
      async close() {
        await sessions.close();
        await Promise.all([primary.close(), replica?.close()]);
      },
    },
    sessions,
    carts: carts(primary),
    staffKeys: staffKeys(primary),
  };
};
