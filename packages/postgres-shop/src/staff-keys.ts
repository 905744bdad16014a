import type { StaffKey } from '@outgrow/domain/records';
import type { StaffKeys } from '@outgrow/domain/shop';
import { selectList } from './columns.ts';
import type { Database } from './database.ts';

export const staffKeys = (database: Database): StaffKeys => ({
  async add({ keyId, merchantId, secretHash, createdAt, revokedAt }) {
    await database.write('add key', 'INSERT INTO staff_keys VALUES ($1, $2, $3, $4, $5)', [
      keyId,
      merchantId,
      secretHash,
      createdAt,
      revokedAt,
    ]);
  },
  find: (secretHash) => database.row<StaffKey>('find key', FIND, [secretHash]),
  list: (merchantId) => database.rows<StaffKey>('list keys', LIST, [merchantId]),
  async revoke(merchantId, keyId, at) {
    const revoked = await database.write(
      'revoke key',
      'UPDATE staff_keys SET revoked_at = coalesce(revoked_at, $3) WHERE merchant_id = $1 AND key_id = $2 RETURNING key_id',
      [merchantId, keyId, at],
    );
    return revoked.length > 0;
  },
});

const FIND = `SELECT ${selectList('staffKey')} FROM staff_keys WHERE secret_hash = $1 AND revoked_at IS NULL`;
const LIST = `SELECT ${selectList('staffKey')} FROM staff_keys WHERE merchant_id = $1 ORDER BY staff_keys.created_at, key_id LIMIT 1000`;
