import type { AnyRecord, AuditRecord, Kind } from '@outgrow/domain/records';
import { KINDS } from '@outgrow/domain/records';
import type { Cluster } from './cluster.ts';
import { recordOf } from './columns.ts';
import { withLines } from './order-lines.ts';
import type { RecordCaches } from './record-caches.ts';
import { rowsOf } from './rows-of.ts';

/** All records of a shop at rest, kind by kind, page by page. */
export async function* records(cluster: Cluster, caches: RecordCaches): AsyncGenerator<AnyRecord> {
  for (const kind of KINDS) {
    for await (const page of kind === 'audit' ? trails(cluster, caches) : scanned(caches, kind)) {
      for (const value of page) yield { kind, value } as AnyRecord;
    }
  }
}

async function* scanned(caches: RecordCaches, kind: Kind): AsyncGenerator<object[]> {
  const { cache, rowOf } = await caches.of(kind);
  for await (const page of cache.scan({ pageSize: PAGE })) {
    const rows = page.map(([key, value]) => rowOf(key, value));
    yield kind === 'order' ? await withLines(await caches.lines(), rows) : rows.map((row) => recordOf<object>(row));
  }
}

/** The audit records, merchant by merchant in the order of their numbers. */
async function* trails(cluster: Cluster, caches: RecordCaches): AsyncGenerator<AuditRecord[]> {
  const { columns } = await caches.of('audit');
  const select = `SELECT ${columns.map((column) => `"${column}"`).join(', ')} FROM AUDIT_RECORDS`;
  const ask = (further: string, values: (string | number)[]) =>
    cluster.read('audit trails', async () => {
      const found = await cluster.client.query(`${select} WHERE ${further} LIMIT ${PAGE}`, values);
      return rowsOf(found).map((row) => recordOf<AuditRecord>(row));
    });
  let last: AuditRecord | undefined;
  for (;;) {
    // First the rest of the merchant at which the page before ended, so that each page is one stretch of the index.
    const rest = last ? await ask('MERCHANT_ID = ? AND SEQ > ? ORDER BY SEQ', [last.merchantId, last.seq]) : [];
    const page = rest.length > 0 ? rest : await ask('MERCHANT_ID > ? ORDER BY MERCHANT_ID, SEQ', [last?.merchantId ?? '']);
    if (page.length === 0) return;
    yield page;
    last = page.at(-1);
  }
}

const PAGE = 1_000;
