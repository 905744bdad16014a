import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { applyStatement } from '@outgrow/postgres-shop/apply';
import { SERVER_OPTIONS } from '@outgrow/postgres-shop/database';
import { LOCK_HEADS } from '@outgrow/postgres-shop/execute';
import { gatherStatement } from '@outgrow/postgres-shop/gather';

export interface Skew {
  merchants: number;
  products: number;
  customers: number;
  exponent: number;
}

/**
 * Orders per second when nothing but SQL is left: pgbench sends the statements of stage 1's place-order (two lines) with
 * prepared statements and in the same two pipelined round trips, after the read of the session that an order over HTTP
 * begins with. What the app hands over as JSON, pgbench has the server put together by format().
 */
export async function pgbench(url: string, sid: string, skew: Skew, connections: number, seconds: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'outgrow-pgbench-'));
  try {
    const file = join(folder, 'place-order.sql');
    await writeFile(file, script(sid, skew));
    const { stdout } = await promisify(execFile)(
      'pgbench',
      ['-n', '-M', 'prepared', '-c', `${connections}`, '-j', '2', '-T', `${seconds}`, '-f', file, url],
      { timeout: (seconds + 30) * 1000, env: { ...process.env, PGOPTIONS: SERVER_OPTIONS } },
    );
    const failed = Number(/number of failed transactions: (\d+)/.exec(stdout)?.[1] ?? 0);
    const tps = Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
    if (failed > 0 || !(tps > 0)) throw new Error(`pgbench did not place its orders:\n${stdout}`);
    return tps;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') {
      throw new Error('pgbench is not on the PATH; it comes with the PostgreSQL tools (Debian: postgresql, macOS: libpq)');
    }
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const MERCHANT = `'m' || lpad((:m)::text, 4, '0')`;
const COMMAND = `lpad(to_hex((:a)::bigint), 16, '0') || lpad(to_hex((:b)::bigint), 16, '0')`;
const ORDER = `${MERCHANT} || '.' || ${COMMAND}`;
// A colon before a letter or digit would be a variable to pgbench, also within quotes.
const NOW = `to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24":"MI":"SS.MS"Z"')`;
const sku = (variable: string) => `'p' || lpad((:${variable})::text, 4, '0')`;
const HEAD = (column: string) => `(SELECT ${column} FROM heads WHERE merchant_id = ${MERCHANT})`;

function script(sid: string, { merchants, products, customers, exponent }: Skew): string {
  const gathered = gatherStatement(['account', 'customer', 'head', 'outcome', 'product']);
  const merchant = `ARRAY[${MERCHANT}]`;
  const gather = fill(gathered, [
    `ARRAY[${MERCHANT}, ${MERCHANT}, ${MERCHANT}]`,
    `ARRAY['clearing', 'available', 'fees']`,
    `ARRAY['']`,
    `ARRAY['c' || lpad((:c)::text, 4, '0')]`,
    merchant,
    `ARRAY['']`,
    merchant,
    `ARRAY[${COMMAND}]`,
    `ARRAY[${MERCHANT}, ${MERCHANT}]`,
    `ARRAY[${sku('s')}, ${sku('t')}]`,
  ]);
  const product = (variable: string) =>
    `format('{"merchantId":"%s","sku":"%s","priceMinor": 1999,"stock": 100000,"received": 200000,"version": 2}', ${MERCHANT}, ${sku(variable)})`;
  const entry = (account: string, amount: number) =>
    `format('{"merchantId":"%s","account":"${account}","seq":%s,"txId":"%s","amountMinor": ${amount},"at":"%s"}', ${MERCHANT}, ${HEAD('audit_seq + 1')}, ${COMMAND}, ${NOW})`;
  const apply = fill(applyStatement(['audit', 'ledger', 'new order', 'outcome', 'product']), [
    `format('[{"merchantId":"%s","seq":%s,"commandId":"%s","type":"place-order","by":"pgbench","at":"%s","merchants":["%s"],"detail":{"orderId":"%s","totalMinor": 3998},"prevHash":"%s","hash":"%s%s"}]', ${MERCHANT}, ${HEAD('audit_seq + 1')}, ${COMMAND}, ${NOW}, ${MERCHANT}, ${ORDER}, ${HEAD('audit_hash')}, ${COMMAND}, ${COMMAND})`,
    `'[' || ${entry('clearing', -3998)} || ',' || ${entry('available', 3919)} || ',' || ${entry('fees', 79)} || ']'`,
    `format('[{"merchantId":"%s","orderId":"%s","customerId":"c%s","lines":[{"sku":"%s","quantity": 1,"priceMinor": 1999,"taxMinor": 319},{"sku":"%s","quantity": 1,"priceMinor": 1999,"taxMinor": 319}],"currency":"EUR","totalMinor": 3998,"taxMinor": 638,"placedAt":"%s","basketId": null,"status":"placed","version": 1}]', ${MERCHANT}, ${ORDER}, lpad((:c)::text, 4, '0'), ${sku('s')}, ${sku('t')}, ${NOW})`,
    `format('[{"merchantId":"%s","commandId":"%s","fingerprint":"%s","reply":{"orderId":"%s","totalMinor": 3998,"currency":"EUR","status":"placed","version": 1}}]', ${MERCHANT}, ${COMMAND}, ${COMMAND}, ${ORDER})`,
    `'[' || ${product('s')} || ',' || ${product('t')} || ']'`,
  ]);
  return [
    `\\set m random_zipfian(1, ${merchants}, ${exponent})`,
    `\\set c random(1, ${customers})`,
    `\\set s random(1, ${products / 2})`,
    `\\set t random(${products / 2 + 1}, ${products})`,
    '\\set a random(1, 9007199254740991)',
    '\\set b random(1, 9007199254740991)',
    `SELECT sess FROM "sessions" WHERE sid = '${sid}' AND expire >= now();`,
    '\\startpipeline',
    'BEGIN;',
    `${fill(LOCK_HEADS, [`ARRAY[${MERCHANT}]`])};`,
    `${gather};`,
    '\\endpipeline',
    '\\startpipeline',
    `${apply};`,
    'COMMIT;',
    '\\endpipeline',
    '',
  ].join('\n');
}

/** Puts expressions where the statement has its parameters; pgbench's own variables in them become parameters again. */
const fill = (statement: string, expressions: readonly string[]): string =>
  statement.replaceAll(/\$(\d+)/g, (_, position: string) => `(${expressions[Number(position) - 1]})`).replaceAll(/\s+/g, ' ');
