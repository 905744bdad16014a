import type { StaffKey } from '@outgrow/domain/records';
import type { StaffKeys } from '@outgrow/domain/shop';
import type { Cluster } from './cluster.ts';
import { cellsOf, recordOf } from './columns.ts';
import type { RecordCaches } from './record-caches.ts';
import type { RecordReads } from './record-reads.ts';
import { rowsOf } from './rows-of.ts';

/** Each lies under the hash of its secret, so that a request finds its key on one node. */
export const staffKeys = (cluster: Cluster, caches: RecordCaches, records: RecordReads): StaffKeys => ({
  async add(key) {
    await cluster.write('add key', async () => {
      const { cache, valueColumns } = await caches.of('staffKey');
      await cache.put(key.secretHash, cellsOf(key, valueColumns));
    });
  },

  async find(secretHash) {
    const key = await records.one('staffKey', secretHash);
    return key && key.revokedAt === null ? key : undefined;
  },

  list: (merchantId) =>
    cluster.read('list keys', async () =>
      rowsOf(await cluster.client.query(LIST, [merchantId])).map((row) => recordOf<StaffKey>(row)),
    ),

  revoke: (merchantId, keyId, at) =>
    cluster.write('revoke key', async () => {
      if ((await cluster.client.update(REVOKE, [new Date(at), merchantId, keyId])) > 0) return true;
      return (await cluster.client.query(HOLDS, [merchantId, keyId])).rows.length > 0;
    }),
});

const LIST = `
  SELECT KEY_ID, MERCHANT_ID, SECRET_HASH, CREATED_AT, REVOKED_AT FROM STAFF_KEYS
  WHERE MERCHANT_ID = ? ORDER BY CREATED_AT, KEY_ID LIMIT 1000`;
const REVOKE = 'UPDATE STAFF_KEYS SET REVOKED_AT = ? WHERE MERCHANT_ID = ? AND KEY_ID = ? AND REVOKED_AT IS NULL';
const HOLDS = 'SELECT KEY_ID FROM STAFF_KEYS WHERE MERCHANT_ID = ? AND KEY_ID = ?';
