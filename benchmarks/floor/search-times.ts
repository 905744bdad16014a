import { listing } from '@outgrow/harness/market/catalogue';
import type { Running } from '@outgrow/harness/running';
import { closedLoop, type Loop, median } from './closed-loop.ts';
import type { Extent, Row } from './floor.ts';
import { SEED } from './floor.ts';
import { KeepAlive } from './keep-alive.ts';
import type { Skew } from './pgbench.ts';

/** How long a search takes in the index, and beside Postgres' own on the same market, in turns, for one client and for several. */
export async function searchTimes(index: Running, postgres: Running, skew: Skew, extent: Extent): Promise<Row[]> {
  const [indexUrl = '', postgresUrl = ''] = [index.appUrls[0], postgres.appUrls[0]];
  await findTheSame(indexUrl, postgresUrl, skew);
  const rows: Row[] = [];
  for (const clients of [1, SEVERAL]) {
    const inIndex: Loop[] = [];
    const inPostgres: Loop[] = [];
    for (let round = 0; round < extent.rounds; round += 1) {
      inIndex.push(await searching(indexUrl, skew, clients, extent.seconds));
      inPostgres.push(await searching(postgresUrl, skew, clients, extent.seconds));
    }
    rows.push(...rowsOf(inIndex, inPostgres, `${clients} client${clients > 1 ? 's' : ''}`));
  }
  return rows;
}

const SEVERAL = 8;

function rowsOf(inIndex: readonly Loop[], inPostgres: readonly Loop[], clients: string): Row[] {
  const at = (quantile: 'p50Ms' | 'p99Ms') => ({
    ratio: median(inIndex.map((loop) => loop[quantile])),
    shown: inIndex.map((loop, round) => `${loop[quantile].toFixed(1)}/${inPostgres[round]?.[quantile].toFixed(1)}`).join('  '),
  });
  const ratios = inIndex.map(({ p50Ms }, round) => p50Ms / (inPostgres[round]?.p50Ms ?? Number.NaN));
  const shown = inIndex.map((loop, round) => `${loop.perSecond.toFixed(0)}/${inPostgres[round]?.perSecond.toFixed(0)} a second`);
  return [
    { what: `search p50 of ${clients}, ms`, aim: 'below 15', ...at('p50Ms') },
    { what: `search p99 of ${clients}, ms`, aim: 'none set', ...at('p99Ms') },
    {
      what: `search p50 of ${clients}, the index / Postgres`,
      ratio: median(ratios),
      aim: 'none set',
      shown: shown.join('  '),
    },
  ];
}

async function searching(url: string, skew: Skew, count: number, seconds: number): Promise<Loop> {
  const clients = await Promise.all(Array.from({ length: count }, () => KeepAlive.to(url)));
  try {
    return await closedLoop(clients, { warmUpMs: 1_000, forMs: seconds * 1_000 }, async (client) => {
      const words = wordsOf(skew);
      const reply = await client.request('GET', `/v1/products?q=${encodeURIComponent(words)}&limit=10`);
      if (reply.status !== 200 || !reply.body.startsWith('{"items":[{'))
        throw new Error(`a search for ${words} was answered ${reply.status}: ${reply.body.slice(0, 200)}`);
    });
  } finally {
    for (const client of clients) client.close();
  }
}

/** What a product of the market is made of and what it is: each search finds that one, and others like it. */
function wordsOf({ merchants, products }: Skew): string {
  const { name } = listing(SEED, Math.floor(Math.random() * merchants), Math.floor(Math.random() * products));
  return name.split(' ').slice(1).join(' ');
}

/** Two that do not find the same are no comparison. */
async function findTheSame(oneUrl: string, otherUrl: string, skew: Skew): Promise<void> {
  for (let left = COMPARED; left > 0; left -= 1) {
    const words = wordsOf(skew);
    const [one, other] = [await found(oneUrl, words), await found(otherUrl, words)];
    if (one !== other) throw new Error(`a search for ${words} finds ${one} in the index and ${other} in Postgres`);
  }
}

async function found(url: string, words: string): Promise<string> {
  const reply = await fetch(`${url}/v1/products?q=${encodeURIComponent(words)}&limit=100`);
  if (!reply.ok) throw new Error(`a search for ${words} was answered ${reply.status}: ${await reply.text()}`);
  const { items } = (await reply.json()) as { items: { merchantId: string; sku: string }[] };
  const ids = items.map(({ merchantId, sku }) => `${merchantId}/${sku}`);
  return ids.sort().join(' ');
}

const COMPARED = 40;
