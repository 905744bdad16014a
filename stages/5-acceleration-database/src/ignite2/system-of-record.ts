import type { CopiedKind, CopyKey, SystemOfRecord } from '@outgrow/domain/copies';
import { shownOf } from '@outgrow/domain/copies';
import type { Records } from '@outgrow/domain/records';
import { SYSTEM } from './cluster.ts';
import type { RecordCaches } from './record-caches.ts';
import type { Id, RecordReads } from './record-reads.ts';

/** The records as the cluster holds them. There are no copies of them to compare with. */
export function systemOfRecord(caches: RecordCaches, records: RecordReads): SystemOfRecord {
  const read = async (keys: readonly CopyKey[]): Promise<(Records[CopiedKind] | undefined)[]> => {
    const [first] = keys;
    return first ? records.many(first.kind, keys.map(idOf)) : [];
  };
  return {
    name: SYSTEM,
    shown: async (keys) => (await read(keys)).map((record) => record && shownOf(record)),
    read,
    async *keys(kind) {
      const { cache, keyColumns, rowOf } = await caches.of(kind);
      const [merchantColumn = '', idColumn] = keyColumns;
      for await (const page of cache.scan({ pageSize: PAGE })) {
        yield page.map(([key, value]): CopyKey => {
          const row = rowOf(key, value);
          return { kind, merchantId: String(row[merchantColumn]), id: idColumn === undefined ? '' : String(row[idColumn]) };
        });
      }
    },
  };
}

const idOf = ({ kind, merchantId, id }: CopyKey): Id => (kind === 'merchant' ? [merchantId] : [merchantId, id]);

const PAGE = 500;
