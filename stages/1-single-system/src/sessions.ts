import connectPgSimple from 'connect-pg-simple';
import session from 'express-session';
import type { Database } from './database.ts';

const PgStore = connectPgSimple(session);

/** Express sessions in Postgres, by prepared statements on the shop's own pool. */
export class Sessions extends PgStore {
  constructor(database: Database) {
    const names = new Map<string, string>();
    const query = async (text: string, values: unknown[]) => {
      // The text itself is longer than a statement's name may be.
      const name = names.get(text) ?? `session ${names.size + 1}`;
      names.set(text, name);
      return { rows: await database.rows(name, text, values) };
    };
    super({ pool: { query } as never, tableName: 'sessions', disableTouch: true, pruneSessionInterval: 900 });
  }
}
