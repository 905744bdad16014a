import type { Client, Database } from '@outgrow/postgres-shop/database';
import type { WarehouseRecord } from '../../warehouse/warehouse-tables.ts';
import type { DestinationName } from './outbox.ts';

/** Where changes are passed on to. It must be bounded by less than the 6 s that Postgres lets a transaction idle. */
export interface Destination {
  readonly name: DestinationName;
  /** Resolves once they are acknowledged. They may have been sent before; an older version must not take the place of a newer one. */
  send(records: readonly WarehouseRecord[]): Promise<void>;
}

/** Passes the changes in the outbox on to one destination, oldest first and each at least once. */
export class Relay {
  readonly destination: Destination;
  readonly #database: Database;

  constructor(database: Database, destination: Destination) {
    this.#database = database;
    this.destination = destination;
  }

  /**
   * Passes on what waits, up to a batch of it, and resolves to how many changes that were. They leave the outbox by a transaction that
   * is committed once they are acknowledged: should this process die before that, they are sent again. Undefined where it is another
   * relay's turn: whether something waits is not known here then.
   */
  async runOnce(): Promise<number | undefined> {
    const { passedOn, failure } = await this.#database.with((client) => this.#within(client));
    if (failure !== undefined) throw failure;
    return passedOn;
  }

  async #within(client: Client): Promise<{ passedOn: number | undefined; failure?: unknown }> {
    await client.query('BEGIN');
    try {
      const { rows: turns } = await client.query<{ isMine: boolean }>({
        name: 'take turn',
        text: TURN,
        values: [this.destination.name],
      });
      if (!turns[0]?.isMine) {
        await client.query('COMMIT');
        return { passedOn: undefined };
      }
      const { rows } = await client.query<Row>({ name: 'take from outbox', text: TAKE, values: [this.destination.name, BATCH] });
      if (rows.length > 0) await this.destination.send(latestOf(rows));
      await client.query('COMMIT');
      return { passedOn: rows.length };
    } catch (failure) {
      // Not thrown here: the connection is as good as before, once its transaction has ended.
      await client.query('ROLLBACK');
      return { passedOn: 0, failure };
    }
  }
}

type Row = WarehouseRecord & { id: number };

/** Of each record the newest version, in the order in which they were written. */
function latestOf(rows: readonly Row[]): WarehouseRecord[] {
  const latest = new Map<string, WarehouseRecord>();
  for (const { kind, record } of rows.toSorted((one, other) => one.id - other.id)) {
    const key = `${kind}/${record.merchantId}/${'sku' in record ? record.sku : record.orderId}`;
    if ((latest.get(key)?.record.version ?? 0) < record.version) latest.set(key, { kind, record } as WarehouseRecord);
  }
  return [...latest.values()];
}

/** As many are passed on in one turn; where it is fewer, nothing more waited when the turn began. */
export const BATCH = 500;

// Of several relays one at a time passes on to a destination.
const TURN = `SELECT pg_try_advisory_xact_lock(hashtext('outbox ' || $1)) AS "isMine"`;

const TAKE = `
  DELETE FROM outbox WHERE id = ANY (ARRAY(
    SELECT id FROM outbox WHERE destination = $1 ORDER BY id LIMIT $2))
  RETURNING id, kind, record`;
