import { IgniteClient } from '../../ignite-client/src/client.ts';

const OPTIONS = 'TEMPLATE=SHOP,CACHE_NAME=KEPT,KEY_TYPE=KEPT_KEY,VALUE_TYPE=KEPT_VALUE';
const VALUE = { name: 'KEPT_VALUE', fields: { WHAT: 'string' } } as const;

/** A table as the shop's are: partitioned and transactional, with as many copies as the cluster's settings say. */
export async function makeTable(address: string): Promise<void> {
  await withClient(address, (client) =>
    client.update(`CREATE TABLE IF NOT EXISTS KEPT (ID VARCHAR PRIMARY KEY, WHAT VARCHAR) WITH "${OPTIONS}"`),
  );
}

/** Throws unless it is acknowledged. */
export async function put(address: string, id: string): Promise<void> {
  await withClient(address, (client) =>
    client.cache<string, { WHAT: string }>('KEPT', { value: VALUE }).put(id, { WHAT: 'kept' }),
  );
}

/** The ids of what was put, in their order. */
export function kept(address: string): Promise<unknown[]> {
  return withClient(address, async (client) => (await client.query('SELECT ID FROM KEPT ORDER BY ID')).rows.map(([id]) => id));
}

async function withClient<T>(address: string, work: (client: IgniteClient) => Promise<T>): Promise<T> {
  const client = new IgniteClient({ endpoints: [address], connectTimeoutMs: 10_000, requestTimeoutMs: 20_000 });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
