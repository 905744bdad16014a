import type { Command } from '@outgrow/domain/commands';
import type { Reply } from '@outgrow/domain/run';
import { zipf } from '@outgrow/harness/zipf';
import { Database } from '@outgrow/postgres-shop/database';
import { execute } from '@outgrow/postgres-shop/execute';
import { closedLoop, median } from './closed-loop.ts';
import { executeByVersions } from './execute-by-versions.ts';
import type { Extent, Row } from './floor.ts';
import { orderAt, requirePlaced } from './order-at.ts';
import { CONNECTIONS } from './orders-floor.ts';
import type { Skew } from './pgbench.ts';

type Execute = (database: Database, command: Command) => Promise<Reply>;

/** The head locked first, as the stage does, beside versions checked at apply, on spread merchants and on one hot merchant. */
export async function locksOrVersions(url: string, skew: Skew, { rounds, seconds }: Extent): Promise<Row[]> {
  const database = new Database('postgres', url, CONNECTIONS);
  try {
    const rows: Row[] = [];
    for (const [spread, merchant] of [
      ['on even merchants', (chance: number) => Math.floor(chance * skew.merchants)],
      ['by popularity', zipf(skew.merchants, skew.exponent)],
      ['on one hot merchant', () => 0],
    ] as const) {
      const ratios: number[] = [];
      const shown: string[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const locks = await perSecond(execute, database, merchant, skew, seconds);
        const versions = await perSecond(executeByVersions, database, merchant, skew, seconds);
        ratios.push(locks / versions);
        shown.push(`${locks.toFixed(0)}/${versions.toFixed(0)}`);
      }
      rows.push({
        what: `locks / versions, ${spread}`,
        ratio: median(ratios),
        aim: 'the better one is kept',
        shown: shown.join('  '),
      });
    }
    return rows;
  } finally {
    await database.close();
  }
}

async function perSecond(how: Execute, database: Database, merchant: (chance: number) => number, skew: Skew, seconds: number) {
  const writers = Array.from({ length: CONNECTIONS });
  const loop = await closedLoop(writers, { warmUpMs: 500, forMs: seconds * 1_000 }, async () => {
    requirePlaced(await how(database, orderAt(merchant(Math.random()), skew)));
  });
  return loop.perSecond;
}
