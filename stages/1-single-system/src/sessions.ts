import type { Database } from '@outgrow/postgres-shop/database';
import connectPgSimple from 'connect-pg-simple';
import session from 'express-session';

const PgStore = connectPgSimple(session);

/** Express sessions in Postgres, by prepared statements on the shop's own pool. */
export class Sessions extends PgStore {
  constructor(database: Database) {
    const query = async (text: string, values: unknown[]) => {
      // The text itself is longer than a statement's name may be; its verb and its columns tell it from the others.
      const name = `session ${text.replaceAll(/[^a-z]+/gi, ' ').slice(0, 50)}`;
      const rows = text.startsWith('SELECT') ? database.rows(name, text, values) : database.write(name, text, values);
      return { rows: await rows };
    };
    super({ pool: { query } as never, tableName: 'sessions', disableTouch: true, pruneSessionInterval: 900 });
  }
}
