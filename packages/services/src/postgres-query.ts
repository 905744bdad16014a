import { Client, type QueryResultRow } from 'pg';
import { untilItAnswers } from './until-it-answers.ts';

const CONNECT_WITHIN_MS = 2_000;
const ANSWER_WITHIN_MS = 30_000;

/** A connection for as long as `use` takes. It is bounded by time, and what it sends never appears in the server's log. */
export async function withClient<T>(
  url: string,
  use: (client: Client) => Promise<T>,
  answerWithinMs = ANSWER_WITHIN_MS,
): Promise<T> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    query_timeout: answerWithinMs,
    application_name: 'outgrow-services',
  });
  client.on('error', () => {}); // The query under way fails with it; between two queries nobody needs it.
  try {
    await client.connect();
    return await use(client);
  } finally {
    // Not awaited without end: a server that hangs does not answer a goodbye either.
    await Promise.race([client.end().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 500).unref())]);
  }
}

export async function query<Row extends QueryResultRow>(url: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  return withClient(url, async (client) => (await client.query<Row>(sql, values)).rows);
}

/** Resolves when a real query is answered, with the server's version; throws at the deadline or as soon as `ended` says that the server is gone. */
export function answering(
  url: string,
  timeoutMs: number,
  ended: () => Promise<string | undefined> | string | undefined,
  log: () => string,
): Promise<string> {
  return untilItAnswers({
    name: 'Postgres',
    withinMs: timeoutMs,
    async version() {
      const ask = (client: Client) => client.query<{ server_version: string }>('SHOW server_version');
      const { rows } = await withClient(url, ask, CONNECT_WITHIN_MS);
      return rows[0]?.server_version.split(' ')[0] ?? '';
    },
    ended,
    log,
  });
}
