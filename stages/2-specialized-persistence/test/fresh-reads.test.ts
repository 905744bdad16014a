import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from '@outgrow/domain/commands';
import type { Change } from '@outgrow/domain/decide';
import { accountKey, keyText, productKey } from '@outgrow/domain/keys';
import { market } from '@outgrow/harness/market';
import { Database } from '@outgrow/postgres-shop/database';
import { execute } from '@outgrow/postgres-shop/execute';
import { migrate } from '@outgrow/postgres-shop/migrate';
import { reads } from '@outgrow/postgres-shop/reads';
import { load } from '@outgrow/postgres-shop/record-stream';
import { postgres, type StartedPostgres } from '@outgrow/services/postgres';
import { redis, type StartedRedis } from '@outgrow/services/redis';
import { withRedis } from '@outgrow/services/redis-client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DataGrid, type GridSettings } from '../src/grid/data-grid.ts';
import { gridReads } from '../src/grid/grid-reads.ts';
import { Telling } from '../src/sync/telling.ts';
import { PATIENT } from './grid-samples.ts';

const WRITES = 100;
const PRODUCT = productKey('m0001', 'p0001');
const ACCOUNT = accountKey('m0001', 'available');

let record: StartedPostgres;
let server: StartedRedis;
const opened: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  [record, server] = await Promise.all([postgres({ roles: ['loader', 'relay'] }).start(), redis().start()]);
  await migrate(record.ownerUrl, join(import.meta.dirname, '../schema'));
  await load(record.ownerUrl, market({ seed: 'fresh reads', merchants: 2, products: 2, customers: 2, orders: 40 }));
}, 60_000);
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
  await withRedis(server.adminUrl, (admin) => admin.flushall());
});
afterAll(async () => {
  await record?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

/** What an app instance has of Postgres and grid. */
function instance(settings: Pick<GridSettings, 'guard' | 'onWrite'>) {
  const database = new Database('postgres', record.url, 4);
  const grid = new DataGrid(server.url, { misses: 'together', ...PATIENT, ...settings });
  opened.push(database, grid);
  const asked = reads(database);
  // On the way back a row becomes old, so that many a write falls into a load.
  const later = async <T>(read: Promise<T>): Promise<T> => delay(5, await read);
  const shop = gridReads(grid, {
    product: (...of) => later(asked.product(...of)),
    merchant: (...of) => later(asked.merchant(...of)),
    account: (...of) => later(asked.account(...of)),
  });
  const telling = new Telling({ grid });
  return {
    versions: async (): Promise<Versions> => {
      const [product, page] = await Promise.all([
        shop.product(PRODUCT.merchantId, PRODUCT.id),
        shop.account(ACCOUNT.merchantId, 'available', { limit: 10 }),
      ]);
      return { product: product?.version ?? 0, account: page?.account.version ?? 0 };
    },
    /** Resolves, when the write is acknowledged, to what it has written. */
    write: async (command: Command) => {
      const written: Change[] = [];
      await telling.after((changed) =>
        execute(database, command, {
          changed(changes, outcome) {
            written.push(...changes);
            changed(changes, outcome);
          },
        }),
      );
      return written;
    },
  };
}

interface Versions {
  product: number;
  account: number;
}

/** By turns a price and a transfer, so that a product and an account are written. */
function command(at: number, name: string): Command {
  const sent = { commandId: `${name} ${at}`, fingerprint: `${name} ${at}`, by: 'staff' as const };
  return at % 2 === 0
    ? {
        type: 'change-price',
        ...sent,
        merchantId: PRODUCT.merchantId,
        sku: PRODUCT.id,
        expectedVersion: null,
        priceMinor: 1_000 + at,
      }
    : { type: 'transfer-funds', ...sent, fromMerchantId: 'm0001', toMerchantId: 'm0002', amountMinor: 1 };
}

describe.each(['version', 'lease'] as const)('over two instances with a healthy grid, guard %s', (guard) => {
  test.each(['delete', 'write'] as const)(
    'no read shows less than what was acknowledged before it, to who wrote it as to others, writes: %s',
    { timeout: 60_000 },
    async (onWrite) => {
      const [writer, other] = [instance({ guard, onWrite }), instance({ guard, onWrite })];
      let acknowledged = await writer.versions();
      let isWriting = true;
      let readsDone = 0;
      const comingBack: Promise<void>[] = [];

      const readFrom = async (first: typeof writer, second: typeof writer) => {
        let seen = { product: 0, account: 0 };
        while (isWriting) {
          for (const from of [first, second]) {
            const least = acknowledged;
            const found = await from.versions();
            readsDone += 1;
            expectAtLeast(least, found);
            // A write that is committed and not told yet may be shown and not shown by turns, under leases: they know no versions.
            if (guard === 'version') expectAtLeast(seen, found);
            seen = found;
          }
        }
      };
      const write = async () => {
        try {
          for (let at = 0; at < WRITES; at += 1) {
            const changes = await writer.write(command(at, `${guard} ${onWrite}`));
            const next = { ...acknowledged };
            for (const change of changes) {
              if (!('put' in change)) continue;
              if (change.put === 'product') next.product = change.value.version;
              if (
                change.put === 'account' &&
                keyText(accountKey(change.value.merchantId, change.value.account)) === keyText(ACCOUNT)
              )
                next.account = change.value.version;
            }
            expect(next, 'what the write has changed').not.toEqual(acknowledged);
            acknowledged = next;
            // Who wrote comes to the other instance, and the next write falls into what that one is loading.
            const comesBack = other.versions().then((found) => expectAtLeast(next, found));
            comesBack.catch(() => {}); // It is heard below.
            comingBack.push(comesBack);
          }
          await Promise.all(comingBack);
        } finally {
          isWriting = false;
        }
      };
      await Promise.all([write(), ...[1, 2, 3].flatMap(() => [readFrom(writer, other), readFrom(other, writer)])]);
      expect(readsDone).toBeGreaterThan(0);
      expect(await other.versions()).toEqual(acknowledged);
    },
  );
});

function expectAtLeast(least: Versions, found: Versions): void {
  expect(found.product).toBeGreaterThanOrEqual(least.product);
  expect(found.account).toBeGreaterThanOrEqual(least.account);
}
