import { Redis } from 'ioredis';

const CONNECT_WITHIN_MS = 2_000;
const ANSWER_WITHIN_MS = 2_000;
const CLOSES_WITHIN_MS = 500;

/**
 * One connection, which does not come back by itself: what breaks it fails, every answer is waited for at most 2 s, and nothing is
 * queued. Who opened it closes it with `disconnect()`.
 */
export async function connectRedis(url: string): Promise<Redis> {
  const client = new Redis(url, {
    lazyConnect: true,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    retryStrategy: null,
    connectTimeout: CONNECT_WITHIN_MS,
    commandTimeout: ANSWER_WITHIN_MS,
    disconnectTimeout: CLOSES_WITHIN_MS,
    connectionName: 'outgrow-services',
  });
  let reason: unknown;
  client.on('error', (error) => {
    reason = error; // Later the command under way fails with it; between two nobody needs it.
  });
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.disconnect();
    // Its words alone: the error of a refused log-in has the command with it, and that has the password.
    throw new Error(messageOf(reason ?? error));
  }
}

/** A connection for as long as `use` takes. */
export async function withRedis<T>(url: string, use: (client: Redis) => Promise<T>): Promise<T> {
  const client = await connectRedis(url);
  try {
    return await use(client);
  } finally {
    client.disconnect();
  }
}

/** The fields of a reply to INFO by name. */
export function infoFields(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name = '', value = '']) => [name, value]));
}

/** Its version, once it has its data and answers; until then it throws. */
export function redisVersion(url: string): Promise<string> {
  return withRedis(url, async (client) => {
    await client.ping(); // Refused while it reads its data from disk; INFO is not.
    return versionIn(infoFields(await client.info('server')));
  });
}

/** `8.2.1`, or `Valkey 9.1.2`, which says 7.2.4 of itself where it is asked for a version of Redis. */
function versionIn(info: ReadonlyMap<string, string>): string {
  const valkey = info.get('valkey_version');
  return valkey === undefined ? (info.get('redis_version') ?? '') : `Valkey ${valkey}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
